namespace Nanofleet.Gateway.Store;

/// <summary>The names of admissions in the database, the API and the pages.</summary>
public static class AdmissionText
{
    public static string Of(Admission admission) => admission.ToString().ToLowerInvariant();

    /// <summary>Of the database, where anything else is a damaged row.</summary>
    public static Admission Parse(string text) => Enum.Parse<Admission>(text, ignoreCase: true);
}
