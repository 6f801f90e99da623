namespace Nanofleet.Gateway.Store;

/// <summary>The names of admissions in the database, the API and the pages.</summary>
public static class AdmissionText
{
    private static readonly Dictionary<string, Admission> ByText = Enum.GetValues<Admission>().ToDictionary(Of);

    public static string Of(Admission admission) => admission switch
    {
        Admission.Pending => "pending",
        Admission.Approved => "approved",
        Admission.Suspended => "suspended",
        Admission.Retired => "retired",
        _ => "unknown",
    };

    /// <summary>Of the database, where anything else is a damaged row.</summary>
    public static Admission Parse(string text) => ByText[text];
}
