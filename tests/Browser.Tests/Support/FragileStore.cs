using System.Reflection;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Browser.Tests.Support;

/// <summary>The gateway's own database, which the test can take away.</summary>
public class FragileStore : DispatchProxy
{
    private IStore _inner = null!;

    public bool IsAway { get; set; }

    public static IStore Wrap(IStore inner)
    {
        var store = Create<IStore, FragileStore>();
        ((FragileStore)(object)store)._inner = inner;
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        IsAway ? throw new StoreUnavailableException("The test took the database away.") : targetMethod!.Invoke(_inner, args);
}
