using Foyer.Contracts;
using Foyer.Server.Instances;

namespace Foyer.Server.SocialProviders;

/// <summary>A provider as one instance uses it: with the operator's credentials and wishes laid over the table's line.</summary>
/// <param name="Provider">Endpoints, scopes and claims as they apply here.</param>
/// <param name="Settings">The part that stays on the server.</param>
/// <param name="Public">The part browsers see.</param>
internal sealed record SocialConnection(SocialProvider Provider, SocialConnectionSettings Settings, SocialSettings Public)
{
    public string Strategy => Provider.Strategy;

    /// <summary>Client ids whose ID tokens are meant for this instance: its own, and those of its native apps.</summary>
    public IReadOnlyList<string> Audiences => [Settings.ClientId, .. Settings.NativeClientIds];
}

/// <summary>Puts connections together. Pure.</summary>
internal static class ConnectionRules
{
    /// <summary>The connection of an instance; null when it is not enabled.</summary>
    public static SocialConnection? Find(InstanceSettings settings, string strategy) =>
        settings.UserSettings.Social.TryGetValue(strategy, out SocialSettings? shown) && shown.Enabled && settings.Social.TryGetValue(strategy, out SocialConnectionSettings? own)
            ? new SocialConnection(Provider(strategy, shown.Name, own), own, shown)
            : null;

    /// <summary>Connections people sign in with, as the settings list them.</summary>
    public static IEnumerable<SocialSettings> SignInMethods(InstanceSettings settings) => settings.UserSettings.Social.Values.Where(social => social is { Enabled: true, Authenticatable: true });

    private static SocialProvider Provider(string strategy, string name, SocialConnectionSettings own)
    {
        SocialProvider known = ProviderTable.Find(strategy) ?? Custom(strategy, own);
        string tenant = own.Tenant.Length > 0 ? own.Tenant : "common";
        string Place(string given, string usual) => (given.Length > 0 ? given : usual).Replace("{tenant}", tenant, StringComparison.Ordinal);
        // A discovery document given by the operator is where all endpoints come from.
        SocialProvider usual = own.DiscoveryUrl.Length == 0 ? known : known with { AuthorizationUrl = "", TokenUrl = "", UserInfoUrl = "", RevocationUrl = "", JwksUrl = "", EmailsUrl = "", Issuers = [] };
        return usual with
        {
            Name = name.Length > 0 ? name : known.Name,
            DiscoveryUrl = own.DiscoveryUrl,
            AuthorizationUrl = Place(own.AuthorizationUrl, usual.AuthorizationUrl),
            TokenUrl = Place(own.TokenUrl, usual.TokenUrl),
            UserInfoUrl = Place(own.UserinfoUrl, usual.UserInfoUrl),
            // Somebody else's list of addresses says nothing about another server's people.
            EmailsUrl = own.UserinfoUrl.Length > 0 ? own.EmailsUrl : Place(own.EmailsUrl, usual.EmailsUrl),
            RevocationUrl = Place(own.RevocationUrl, usual.RevocationUrl),
            JwksUrl = Place(own.JwksUrl, usual.JwksUrl),
            Issuers = own.Issuer.Length > 0 ? [own.Issuer] : usual.Issuers,
            Scopes = [.. usual.Scopes.Concat(own.Scopes).Distinct(StringComparer.Ordinal)],
            Proof = own.ClientAuthentication switch { "basic" => ClientProof.Basic, "post" => ClientProof.Post, _ => usual.Proof },
            Pkce = usual.Pkce && own.Pkce,
            Claims = Claims(usual.Claims, own.AttributeMapping),
        };
    }

    private static SocialProvider Custom(string strategy, SocialConnectionSettings own)
    {
        bool isOpenId = own.DiscoveryUrl.Length > 0 || own.JwksUrl.Length > 0;
        return new SocialProvider { Strategy = strategy, Name = strategy[ProviderTable.CustomPrefix.Length..], Scopes = isOpenId ? ["openid", "email", "profile"] : [] };
    }

    private static ClaimsMap Claims(ClaimsMap usual, SocialAttributeMapping own)
    {
        static string Name(string given, string usual) => given.Length > 0 ? given : usual;
        return usual with
        {
            Subject = Name(own.UserId, usual.Subject),
            EmailAddress = Name(own.EmailAddress, usual.EmailAddress),
            EmailAddressVerified = Name(own.EmailAddressVerified, usual.EmailAddressVerified),
            FirstName = Name(own.FirstName, usual.FirstName),
            LastName = Name(own.LastName, usual.LastName),
            Username = Name(own.Username, usual.Username),
            ImageUrl = Name(own.ImageUrl, usual.ImageUrl),
        };
    }
}
