using System.Net;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>Keys that somebody made up cost the database next to nothing, and nobody else his access.</summary>
public sealed class KnownKeysTests
{
    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);
    private CountedKeys _store = null!;

    [Fact]
    public async Task Made_up_keys_cost_one_read_a_second_and_hold_up_no_real_key_from_the_same_address()
    {
        await using var gateway = await StartAsync();
        var early = await AddAsync("made before the gateway started"); // which this process does not know of
        for (var i = 0; i < 200; i++) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, $"nfk_made-up-{i}"));
        Assert.Equal(1, _store.Reads);

        var (late, _) = await gateway.MakeKeyAsync(KeyScope.Read);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync(gateway, early), await AskAsync(gateway, late)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10; i++) await AskAsync(gateway, $"nfk_other-{i}");
        Assert.Equal(1 + 2 + 1, _store.Reads);
    }

    [Fact]
    public async Task A_key_that_was_made_elsewhere_works_after_a_second()
    {
        await using var gateway = await StartAsync();
        await AskAsync(gateway, "nfk_made-up");
        var foreign = await AddAsync("made by another gateway");

        var at = await AskAsync(gateway, foreign);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (at, await AskAsync(gateway, foreign)));
    }

    [Fact]
    public async Task A_key_that_was_revoked_costs_no_more_than_one_that_was_made_up()
    {
        await using var gateway = await StartAsync();
        var (key, record) = await gateway.MakeKeyAsync(KeyScope.Read);
        await gateway.Host.Services.GetRequiredService<ApiKeys>().RevokeAsync(record.KeyId, Patience.Cancel);

        for (var i = 0; i < 20; i++) Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, key));

        Assert.Equal(2, _store.Reads); // the key, which is over, and the list, in which it is not
    }

    [Fact]
    public async Task All_who_come_at_once_wait_for_the_same_list()
    {
        await using var gateway = await StartAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AddAsync($"program {i}")));

        var statuses = await Task.WhenAll(keys.Select(key => AskAsync(gateway, key)));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartAsync(["--Http:AnonymousPerMinute=1000000"], builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.Services.AddSingleton<IKeyStore>(services => new CountedKeys(services.GetRequiredService<SqlStore>()));
        });
        _store = (CountedKeys)gateway.Host.Services.GetRequiredService<IKeyStore>();
        return gateway;
    }

    private async Task<string> AddAsync(string name)
    {
        var key = Token.New(ApiKey.Prefix);
        await _store.AddKeyAsync(Token.Hash(key), new KeyRecord(0, name, KeyScope.Read, 0, "a test", null, null, null), Patience.Cancel);
        return key;
    }

    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string key)
    {
        using var program = new Caller(gateway, key: key);
        using var answer = await program.GetAsync("/api/devices");
        return answer.StatusCode;
    }

    private sealed class CountedKeys(IKeyStore store) : IKeyStore
    {
        private int _reads;

        public int Reads => _reads;

        public Task<IReadOnlyList<byte[]>> ListKeyHashesAsync(long nowMs, CancellationToken cancel)
        {
            Interlocked.Increment(ref _reads);
            return store.ListKeyHashesAsync(nowMs, cancel);
        }

        public Task<KeyRecord?> FindKeyAsync(byte[] keyHash, CancellationToken cancel)
        {
            Interlocked.Increment(ref _reads);
            return store.FindKeyAsync(keyHash, cancel);
        }

        public Task<IReadOnlyList<KeyRecord>> ListKeysAsync(CancellationToken cancel) => store.ListKeysAsync(cancel);

        public Task<long> AddKeyAsync(byte[] keyHash, KeyRecord key, CancellationToken cancel) => store.AddKeyAsync(keyHash, key, cancel);

        public Task NoteKeyUseAsync(long keyId, long nowMs, CancellationToken cancel) => store.NoteKeyUseAsync(keyId, nowMs, cancel);

        public Task<string?> RevokeKeyAsync(long keyId, long nowMs, CancellationToken cancel) => store.RevokeKeyAsync(keyId, nowMs, cancel);
    }
}
