using System.Security.Cryptography;
using System.Text;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>The client's end.</summary>
internal sealed class ScramClient(string user, string password, string nonce) : IMqttAuthenticationExchange
{
    private readonly string _first = $"n={user},r={nonce}";
    private byte[]? _expected;

    public ValueTask<MqttAuthenticationStep> TakeAsync(ReadOnlyMemory<byte>? data, CancellationToken cancel)
    {
        var message = data is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
        return new(message switch
        {
            null when _expected is null => Continue("n,," + _first),
            not null when _expected is null => Answer(message),
            not null when Scram.Field(message, 'v') is { } signature && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(signature), _expected) => MqttAuthenticationStep.Success(),
            _ => MqttAuthenticationStep.Refuse(MqttReasonCode.NotAuthorized), // whoever this is, it does not know the password
        });
    }

    private MqttAuthenticationStep Answer(string challenge)
    {
        if (Scram.Field(challenge, 'r') is not { } both || !both.StartsWith(nonce, StringComparison.Ordinal)) return MqttAuthenticationStep.Refuse(MqttReasonCode.NotAuthorized);
        var salted = Scram.SaltedPassword(password, Convert.FromBase64String(Scram.Field(challenge, 's')!), int.Parse(Scram.Field(challenge, 'i')!));
        var last = $"c=biws,r={both}";
        var conversation = $"{_first},{challenge},{last}";
        _expected = Scram.ServerSignature(salted, conversation);
        return Continue($"{last},p={Convert.ToBase64String(Scram.Proof(salted, conversation))}");
    }

    private static MqttAuthenticationStep Continue(string message) => MqttAuthenticationStep.Continue(Encoding.UTF8.GetBytes(message));
}
