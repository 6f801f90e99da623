using System.Reflection;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A database that takes everything, keeps nothing and costs next to nothing: for measuring what stands before it. It can be held, so that batches fill.</summary>
public class ForgetfulStore : DispatchProxy
{
    private static readonly Outcome[] s_stored = Enumerable.Repeat(Outcome.Stored, 100_000).ToArray();

    private readonly ManualResetEventSlim _open = new(true);

    public static IStore Create() => Create<IStore, ForgetfulStore>();

    /// <summary>Commits wait from now on.</summary>
    public static void Hold(IStore store) => ((ForgetfulStore)store)._open.Reset();

    /// <summary>Lets the held commits go on, and later ones through.</summary>
    public static void Release(IStore store) => ((ForgetfulStore)store)._open.Set();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IStore.CommitAsync)) return Commit((IReadOnlyList<Inbound>)args![0]!);
        if (targetMethod.ReturnType == typeof(Task)) return Task.CompletedTask;
        throw new NotSupportedException($"{targetMethod.Name} is nothing that ingest needs");
    }

    private Task<CommitResult> Commit(IReadOnlyList<Inbound> batch)
    {
        _open.Wait();
        return Task.FromResult(new CommitResult(new ArraySegment<Outcome>(s_stored, 0, batch.Count), [], batch.Count));
    }
}
