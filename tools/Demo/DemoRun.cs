using Microsoft.Extensions.DependencyInjection;
using Nanofleet.Gateway;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Demo;

/// <summary>
/// One life of the demo: gateway and boards up, a line a second, both down in order. The database is a temporary file that goes with it.
/// </summary>
internal sealed class DemoRun(DemoOptions options)
{
    /// <returns>Exit code: 0 when every board has readings in the database, or when it was ended before they could.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("nanofleet-demo-").FullName;
        try
        {
            return await RunInAsync(folder, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0; // Ctrl-C before the boards ran
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> RunInAsync(string folder, CancellationToken cancel)
    {
        await using var gateway = GatewayHost.Build(
        [
            $"--urls=http://127.0.0.1:{options.HttpPort}",
            $"--Broker:Port={options.MqttPort}",
            "--Broker:Tls=false", // its boards are in this process, and the port may be somebody's
            $"--Data:Directory={folder}",
            "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Nanofleet.Gateway.Security.People.FirstRun=Error", // its link would be a second one beside the demo's own
        ]);
        await gateway.StartAsync(cancel);
        var mqtt = gateway.MqttEndPoint!;
        Console.WriteLine($"""
            Nanofleet demo: {options.Boards} virtual boards, broker, gateway and database in one process.

              page    {await gateway.MakeSignInLinkAsync("demo", cancel)}
                      (signs you in as the demo's admin, once; from then on it is {gateway.HttpAddress})
              broker  {mqtt} (mosquitto_sub -h 127.0.0.1 -p {mqtt.Port} -t '#' -v)

            {(options.Duration == Timeout.InfiniteTimeSpan ? "Ctrl-C ends it." : $"It ends by itself after {options.Duration.TotalSeconds:0} seconds.")}

            """);

        var ticker = new Ticker(gateway.Services.GetRequiredService<IStore>(), Console.Out);
        bool interrupted;
        using (var boards = new DemoBoards())
        {
            var admissions = gateway.Services.GetRequiredService<Admissions>();
            foreach (var name in DemoBoards.Names(options.Boards)) await admissions.SetAsync(name, Admission.Approved, cancel); // whoever else comes waits for approval on the page
            boards.Start(options.Boards, mqtt.Port);
            using var blank = options.BlankBoard ? BlankBoard.Start() : null;
            if (blank is not null) Announce(blank, BlankBoard.WritePins(folder), gateway.HttpAddress, await gateway.Services.GetRequiredService<Provisioning>().ClaimAsync(null, cancel));
            interrupted = await TickAsync(ticker, cancel);
        }

        var storing = await ticker.WriteBalanceAsync(CancellationToken.None);
        await gateway.StopAsync(CancellationToken.None);
        if (interrupted || storing == options.Boards) return 0;
        await Console.Error.WriteLineAsync($"Only {storing} of {options.Boards} boards have readings in the database.");
        return 1;
    }

    private static void Announce(BlankBoard blank, string pins, Uri page, IssuedClaim claim) => Console.WriteLine($"""
          A blank board waits at {blank.Port}. Within a quarter of an hour it can be provisioned from another terminal:

          {BlankBoard.PasswordVariable}={BlankBoard.WifiPassword} dotnet run --project tools/Provision -- --gateway {page} --claim-code {claim.Code} --device-id kitchen --port {blank.Port} --wifi-ssid {BlankBoard.Ssid} --settings {pins}

        """);

    /// <summary>True when Ctrl-C ended it.</summary>
    private async Task<bool> TickAsync(Ticker ticker, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (options.Duration != Timeout.InfiniteTimeSpan) limit.CancelAfter(options.Duration);
        try
        {
            await ticker.RunAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Time is up, or Ctrl-C: both are the way out.
        }

        return cancel.IsCancellationRequested;
    }
}
