using System.Text.RegularExpressions;

namespace Foyer.Server.SocialProviders;

/// <summary>The providers this server knows by name. Another one is a line here, or an operator's custom connection.</summary>
internal static partial class ProviderTable
{
    public const string CustomPrefix = "oauth_custom_";

    public static IReadOnlyList<SocialProvider> All { get; } =
    [
        new()
        {
            Strategy = "oauth_google",
            Name = "Google",
            AuthorizationUrl = "https://accounts.google.com/o/oauth2/v2/auth",
            TokenUrl = "https://oauth2.googleapis.com/token",
            UserInfoUrl = "https://openidconnect.googleapis.com/v1/userinfo",
            RevocationUrl = "https://oauth2.googleapis.com/revoke",
            JwksUrl = "https://www.googleapis.com/oauth2/v3/certs",
            Issuers = ["https://accounts.google.com", "accounts.google.com"],
            Scopes = ["openid", "email", "profile"],
            Parameters = [("access_type", "offline")],
            Claims = new ClaimsMap { Username = "" },
        },
        new()
        {
            Strategy = "oauth_github",
            Name = "GitHub",
            AuthorizationUrl = "https://github.com/login/oauth/authorize",
            TokenUrl = "https://github.com/login/oauth/access_token",
            UserInfoUrl = "https://api.github.com/user",
            EmailsUrl = "https://api.github.com/user/emails",
            Scopes = ["read:user", "user:email"],
            // The address in the profile is the one to show, proven or not; the list of addresses says which are.
            Claims = new ClaimsMap { Subject = "id", EmailAddress = "", EmailAddressVerified = "", FirstName = "", LastName = "", Username = "login", ImageUrl = "avatar_url" },
        },
        new()
        {
            Strategy = "oauth_apple",
            Name = "Apple",
            AuthorizationUrl = "https://appleid.apple.com/auth/authorize",
            TokenUrl = "https://appleid.apple.com/auth/token",
            RevocationUrl = "https://appleid.apple.com/auth/revoke",
            JwksUrl = "https://appleid.apple.com/auth/keys",
            Issuers = ["https://appleid.apple.com"],
            Scopes = ["name", "email"],
            Proof = ClientProof.Assertion,
            Pkce = false,
            Parameters = [("response_mode", "form_post")],
            Claims = new ClaimsMap { VerifiedMayBeText = true, Username = "", ImageUrl = "", FullName = "" },
        },
        new()
        {
            Strategy = "oauth_microsoft",
            Name = "Microsoft",
            AuthorizationUrl = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
            TokenUrl = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            UserInfoUrl = "https://graph.microsoft.com/oidc/userinfo",
            JwksUrl = "https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
            Issuers = ["https://login.microsoftonline.com/{tid}/v2.0"],
            Scopes = ["openid", "profile", "email", "offline_access"],
            // Any tenant's administrator writes the address; only this optional claim says that the domain is theirs.
            Claims = new ClaimsMap { EmailAddressVerified = "xms_edov", Username = "", ImageUrl = "" },
        },
        new()
        {
            Strategy = "oauth_discord",
            Name = "Discord",
            AuthorizationUrl = "https://discord.com/oauth2/authorize",
            TokenUrl = "https://discord.com/api/oauth2/token",
            UserInfoUrl = "https://discord.com/api/users/@me",
            RevocationUrl = "https://discord.com/api/oauth2/token/revoke",
            Scopes = ["identify", "email"],
            Claims = new ClaimsMap
            {
                Subject = "id", EmailAddressVerified = "verified", FirstName = "", LastName = "", FullName = "global_name", Username = "username",
                ImageUrl = "https://cdn.discordapp.com/avatars/{id}/{avatar}.png",
            },
        },
        new()
        {
            Strategy = "oauth_twitch",
            Name = "Twitch",
            AuthorizationUrl = "https://id.twitch.tv/oauth2/authorize",
            TokenUrl = "https://id.twitch.tv/oauth2/token",
            UserInfoUrl = "https://id.twitch.tv/oauth2/userinfo",
            RevocationUrl = "https://id.twitch.tv/oauth2/revoke",
            JwksUrl = "https://id.twitch.tv/oauth2/keys",
            Issuers = ["https://id.twitch.tv/oauth2"],
            Scopes = ["openid", "user:read:email"],
            Pkce = false,
            // It tells nothing about a person that is not asked for claim by claim.
            Parameters = [("claims", """{"id_token":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}""")],
            Claims = new ClaimsMap { FirstName = "", LastName = "", FullName = "" },
        },
        new()
        {
            Strategy = "oauth_facebook",
            Name = "Facebook",
            AuthorizationUrl = "https://www.facebook.com/v21.0/dialog/oauth",
            TokenUrl = "https://graph.facebook.com/v21.0/oauth/access_token",
            UserInfoUrl = "https://graph.facebook.com/v21.0/me?fields=id,email,first_name,last_name,name,picture.width(512).height(512)",
            Scopes = ["email", "public_profile"],
            Claims = new ClaimsMap { Subject = "id", EmailAddressVerified = "", FirstName = "first_name", LastName = "last_name", Username = "", ImageUrl = "picture.data.url" },
        },
        new()
        {
            Strategy = "oauth_gitlab",
            Name = "GitLab",
            AuthorizationUrl = "https://gitlab.com/oauth/authorize",
            TokenUrl = "https://gitlab.com/oauth/token",
            UserInfoUrl = "https://gitlab.com/oauth/userinfo",
            RevocationUrl = "https://gitlab.com/oauth/revoke",
            JwksUrl = "https://gitlab.com/oauth/discovery/keys",
            Issuers = ["https://gitlab.com"],
            Scopes = ["openid", "profile", "email"],
        },
        new()
        {
            Strategy = "oauth_linkedin_oidc",
            Name = "LinkedIn",
            AuthorizationUrl = "https://www.linkedin.com/oauth/v2/authorization",
            TokenUrl = "https://www.linkedin.com/oauth/v2/accessToken",
            UserInfoUrl = "https://api.linkedin.com/v2/userinfo",
            JwksUrl = "https://www.linkedin.com/oauth/openid/jwks",
            Issuers = ["https://www.linkedin.com/oauth", "https://www.linkedin.com"],
            Scopes = ["openid", "profile", "email"],
            Pkce = false,
            Nonce = false,
            Claims = new ClaimsMap { Username = "" },
        },
        new()
        {
            Strategy = "oauth_slack",
            Name = "Slack",
            AuthorizationUrl = "https://slack.com/openid/connect/authorize",
            TokenUrl = "https://slack.com/api/openid.connect.token",
            UserInfoUrl = "https://slack.com/api/openid.connect.userInfo",
            JwksUrl = "https://slack.com/openid/connect/keys",
            Issuers = ["https://slack.com"],
            Scopes = ["openid", "profile", "email"],
            Pkce = false,
            Claims = new ClaimsMap { Username = "" },
        },
        new()
        {
            Strategy = "oauth_x",
            Name = "X",
            AuthorizationUrl = "https://x.com/i/oauth2/authorize",
            TokenUrl = "https://api.x.com/2/oauth2/token",
            UserInfoUrl = "https://api.x.com/2/users/me?user.fields=confirmed_email,name,profile_image_url,username",
            RevocationUrl = "https://api.x.com/2/oauth2/revoke",
            Scopes = ["users.read", "tweet.read", "offline.access"],
            Proof = ClientProof.Basic,
            Claims = new ClaimsMap
            {
                Subject = "data.id", EmailAddress = "data.confirmed_email", EmailAddressIsAlwaysVerified = true, FirstName = "", LastName = "", FullName = "data.name",
                Username = "data.username", ImageUrl = "data.profile_image_url",
            },
        },
    ];

    public static SocialProvider? Find(string strategy) => All.FirstOrDefault(provider => provider.Strategy == strategy);

    /// <summary>Whether the name can be a connection's: a known provider's, or a custom one's.</summary>
    public static bool CanBe(string strategy) => Find(strategy) is not null || CustomName().IsMatch(strategy);

    [GeneratedRegex("^oauth_custom_[a-z0-9_]{1,48}$")]
    private static partial Regex CustomName();
}
