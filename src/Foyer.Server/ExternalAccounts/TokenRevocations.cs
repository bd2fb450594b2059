using System.Text.Json;
using System.Text.Json.Serialization;
using Foyer.Server.Instances;
using Foyer.Server.SocialProviders;

namespace Foyer.Server.ExternalAccounts;

/// <summary>Gives tokens back to the provider they came from, after they were forgotten here.</summary>
internal sealed class TokenRevocations(InstanceRegistry instances, ProviderClient providers) : IOutboxCall
{
    public const string TypeName = "external_account.tokens_revoked";

    public string Type => TypeName;

    public async Task<bool> Call(OutboxEntry entry, string body, CancellationToken ct)
    {
        TokenToRevoke wanted = JsonSerializer.Deserialize(body, RevocationJson.Default.TokenToRevoke)!;
        Instance instance = instances.All.FirstOrDefault(instance => instance.Id == entry.InstanceId) ?? throw new InvalidOperationException("The instance of a token is not loaded yet.");
        // Without the connection nobody here can say who wishes it.
        return ConnectionRules.Find(instance.Settings, wanted.Connection) is not { } connection || await providers.Revoke(connection, wanted.Token, ct);
    }
}

/// <summary>A token on its way back.</summary>
/// <param name="Connection">The connection it came by.</param>
/// <param name="Token">The token.</param>
internal sealed record TokenToRevoke(string Connection, string Token)
{
    public override string ToString() => $"{nameof(TokenToRevoke)} of {Connection}";
}

[JsonSerializable(typeof(TokenToRevoke))]
internal sealed partial class RevocationJson : JsonSerializerContext;
