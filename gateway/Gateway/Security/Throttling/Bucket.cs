namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>A token bucket that may be overdrawn: what is taken beyond its content is waited for. Guarded by its owner.</summary>
/// <param name="perSecond">What flows in; 0 for a bucket that is never empty.</param>
/// <param name="most">What it holds.</param>
internal struct Bucket(double perSecond, double most)
{
    private readonly double _perSecond = perSecond;
    private double _missing;

    public readonly bool IsFull => _missing <= 0;

    public void Fill(double seconds) => _missing = Math.Max(0, _missing - seconds * _perSecond);

    public void Take(double amount)
    {
        if (_perSecond > 0) _missing += amount;
    }

    public readonly bool Has(double amount, double overdraft) => _perSecond == 0 || _missing + amount <= most + overdraft;

    /// <summary>Until what was overdrawn is back; not above zero while nothing is.</summary>
    public readonly double SecondsUntilEven => _perSecond == 0 ? 0 : (_missing - most) / _perSecond;
}
