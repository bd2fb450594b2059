using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Contracts;
using Foyer.Server.SocialProviders;

namespace Foyer.Server.Instances;

/// <summary>Social connections in the settings document: which names there may be, and what an enabled one needs. Pure.</summary>
internal static class SocialSettingsRules
{
    /// <summary>Puts the defaults of each connection named in the changes into the document, so that the changes can be laid over them.</summary>
    /// <exception cref="SettingsException">A name is no provider's.</exception>
    public static void Seed(JsonObject document, JsonObject changes)
    {
        JsonObject shown = document["user_settings"]!["social"]!.AsObject();
        JsonObject own = document["social"]!.AsObject();
        foreach ((string path, JsonNode? group) in new[] { ("user_settings.social", changes["user_settings"] is JsonObject settings ? settings["social"] : null), ("social", changes["social"]) })
        {
            foreach (string strategy in group is JsonObject connections ? connections.Select(connection => connection.Key) : [])
            {
                if (!ProviderTable.CanBe(strategy))
                {
                    throw new SettingsException($"{path}.{strategy}", $"is not a social connection; known are {string.Join(", ", ProviderTable.All.Select(provider => provider.Strategy))} and {ProviderTable.CustomPrefix}… with a name of your own");
                }

                string name = ProviderTable.Find(strategy)?.Name ?? strategy[ProviderTable.CustomPrefix.Length..];
                shown[strategy] = JsonSerializer.SerializeToNode(new SocialSettings { Strategy = strategy, Name = name, Authenticatable = true, LogoUrl = "" }, SettingsJson.Default.SocialSettings);
                own[strategy] = JsonSerializer.SerializeToNode(new SocialConnectionSettings(), SettingsJson.Default.SocialConnectionSettings);
            }
        }
    }

    /// <summary>An enabled connection must be able to work.</summary>
    /// <exception cref="SettingsException">It lacks something.</exception>
    public static void Check(InstanceSettings settings)
    {
        foreach ((string strategy, SocialSettings shown) in settings.UserSettings.Social)
        {
            if (shown.Strategy != strategy)
            {
                throw new SettingsException($"user_settings.social.{strategy}.strategy", "is given by the server");
            }

            if (shown.Enabled)
            {
                Check(strategy, settings.Social[strategy], $"social.{strategy}");
            }
        }
    }

    private static void Check(string strategy, SocialConnectionSettings own, string path)
    {
        void Need(string value, string name)
        {
            if (value.Length == 0)
            {
                throw new SettingsException($"{path}.{name}", $"is missing, and {strategy} is enabled");
            }
        }

        Need(own.ClientId, "client_id");
        SocialProvider? known = ProviderTable.Find(strategy);
        if (known?.Proof == ClientProof.Assertion && own.ClientAuthentication.Length == 0)
        {
            Need(own.TeamId, "team_id");
            Need(own.KeyId, "key_id");
            Need(own.PrivateKey, "private_key");
            CheckKey(own.PrivateKey, path);
        }
        else
        {
            Need(own.ClientSecret, "client_secret");
        }

        if (known is null && own.DiscoveryUrl.Length == 0)
        {
            Need(own.AuthorizationUrl, "authorization_url");
            Need(own.TokenUrl, "token_url");
            Need(own.JwksUrl.Length > 0 ? own.Issuer : own.UserinfoUrl, own.JwksUrl.Length > 0 ? "issuer" : "userinfo_url");
        }

        if (own.ClientAuthentication is not ("" or "post" or "basic"))
        {
            throw new SettingsException($"{path}.client_authentication", "must be post or basic");
        }

        foreach ((string name, string url) in new[]
        {
            ("discovery_url", own.DiscoveryUrl), ("authorization_url", own.AuthorizationUrl), ("token_url", own.TokenUrl), ("userinfo_url", own.UserinfoUrl),
            ("emails_url", own.EmailsUrl), ("jwks_url", own.JwksUrl), ("revocation_url", own.RevocationUrl),
        })
        {
            if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && Origins.IsWeb(parsed) && (parsed.Scheme == Uri.UriSchemeHttps || Origins.IsLoopbackHost(parsed.Host))))
            {
                throw new SettingsException($"{path}.{name}", $"must be an https address, not '{url}'");
            }
        }

        if (own.Tenant.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
        {
            throw new SettingsException($"{path}.tenant", "must be a tenant's id or domain, or common, organizations or consumers");
        }
    }

    private static void CheckKey(string pem, string path)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(pem);
            if (key.KeySize == 256)
            {
                return;
            }
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            // The sentence below says it.
        }

        throw new SettingsException($"{path}.private_key", "must be a P-256 private key in PEM, as Apple hands it out");
    }
}
