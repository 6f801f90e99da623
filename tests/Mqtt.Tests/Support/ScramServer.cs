using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>The broker's end, for users whose passwords it knows.</summary>
internal sealed class ScramServer(IReadOnlyDictionary<string, string> passwords, string? nonce = null, byte[]? salt = null) : IMqttAuthenticationExchange
{
    private const int Rounds = 4096;
    private readonly string _nonce = nonce ?? Scram.NewNonce();
    private readonly byte[] _salt = salt ?? RandomNumberGenerator.GetBytes(16);
    private string? _clientFirst;
    private string? _challenge;

    public ValueTask<MqttAuthenticationStep> TakeAsync(ReadOnlyMemory<byte>? data, CancellationToken cancel)
    {
        var message = data is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "";
        return new(_challenge is null ? Challenge(message) : Check(message));
    }

    private MqttAuthenticationStep Challenge(string message)
    {
        if (!message.StartsWith("n,,", StringComparison.Ordinal) || Scram.Field(message[3..], 'r') is not { } theirs) return MqttAuthenticationStep.Refuse(MqttReasonCode.NotAuthorized);
        _clientFirst = message[3..];
        _challenge = $"r={theirs}{_nonce},s={Convert.ToBase64String(_salt)},i={Rounds}";
        return MqttAuthenticationStep.Continue(Encoding.UTF8.GetBytes(_challenge));
    }

    private MqttAuthenticationStep Check(string message)
    {
        var user = Scram.Field(_clientFirst!, 'n');
        var proof = Scram.Field(message, 'p');
        if (user is null || proof is null || !passwords.TryGetValue(user, out var password)) return MqttAuthenticationStep.Refuse(MqttReasonCode.NotAuthorized);
        var salted = Scram.SaltedPassword(password, _salt, Rounds);
        var conversation = $"{_clientFirst},{_challenge},{message[..message.LastIndexOf(",p=", StringComparison.Ordinal)]}";
        return CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(proof), Scram.Proof(salted, conversation))
            ? MqttAuthenticationStep.Success(Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(Scram.ServerSignature(salted, conversation))}"))
            : MqttAuthenticationStep.Refuse(MqttReasonCode.NotAuthorized);
    }
}
