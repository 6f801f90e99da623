namespace Nanofleet.Gateway.Ui.Live;

/// <summary>An open page: it remembers what it showed and renders what may have changed.</summary>
internal interface ILivePage
{
    /// <summary>The only device of the page, or null for all.</summary>
    string? DeviceId { get; }

    /// <summary>So often the page looks at everything: what no event tells, or another gateway on the same database stored, is found that way.</summary>
    TimeSpan Patience { get; }

    /// <param name="changed">Devices with something new; empty for a look at everything.</param>
    Task<IReadOnlyList<Fragment>> RenderAsync(IReadOnlySet<string> changed, CancellationToken cancel);
}
