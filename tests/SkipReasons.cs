using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Nanofleet.Tests;

/// <summary>
/// Prints why a test is skipped: by itself `dotnet test` prints only which. Compiled into every test project;
/// xunit.runner.json beside it turns such messages on.
/// </summary>
internal static class SkipReasons
{
    private static readonly ConditionalWeakTable<Exception, string> Printed = [];

    [ModuleInitializer]
    internal static void Listen() => AppDomain.CurrentDomain.FirstChanceException += (_, thrown) => Print(thrown.Exception);

    private static void Print(Exception exception)
    {
        if (exception is not SkipException) return;
        var reason = exception.Message[(exception.Message.LastIndexOf('$') + 1)..]; // behind xunit's mark
        if (!Printed.TryAdd(exception, reason)) return; // one that passes an await is thrown again
        TestContext.Current.SendDiagnosticMessage("{0} is skipped: {1}", TestContext.Current.Test?.TestDisplayName ?? "A test", reason);
    }
}
