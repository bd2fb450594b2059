using System.Text.Json;
using Foyer.Server.EmailAddresses;
using Foyer.Server.ExternalAccounts;
using Foyer.Server.Instances;
using Foyer.Server.Restrictions;
using Foyer.Server.SocialProviders;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;

namespace Foyer.Server.SocialConnections;

/// <summary>An authorization that can begin: everything is checked and every address known.</summary>
/// <param name="Connection">Where it goes.</param>
/// <param name="RedirectUrl">Where the browser comes back to.</param>
/// <param name="ActionCompleteRedirectUrl">Where it goes when nothing is left to do.</param>
/// <param name="AdditionalScopes">What the page asks for on top.</param>
internal sealed record PreparedAuthorization(SocialConnection Connection, string RedirectUrl, string? ActionCompleteRedirectUrl, IReadOnlyList<string> AdditionalScopes);

/// <summary>What the server keeps for itself of an authorization under way; wrapped.</summary>
internal sealed record AuthorizationSecrets
{
    public required string CodeVerifier { get; init; }

    public required string Nonce { get; init; }

    /// <summary>The address the code comes to, exactly as it was sent.</summary>
    public required string RedirectUri { get; init; }

    public required string Scopes { get; init; }

    /// <summary>The dev browser that asked, to be handed back to a page of another origin; development only.</summary>
    public string? DevBrowser { get; init; }

    public bool IsNative { get; init; }

    public override string ToString() => "AuthorizationSecrets { … }";
}

[System.Text.Json.Serialization.JsonSerializable(typeof(AuthorizationSecrets))]
internal sealed partial class SocialJson : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>Sends people to providers and takes them back (WIRE §8.1). What they are here is decided by who sent them: see <see cref="ISocialOwner"/>.</summary>
internal sealed class SocialFlow(VerificationStore verifications, ProviderDirectory directory, ProviderClient providers, RestrictionGate gate, KeyEncryptionKey kek, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const string StatePurpose = "oauth_state";
    private const string TokenPurpose = "provider_id_token";
    private const string TokenPrefix = "oauth_token_";
    private const int MaxHint = 320;

    /// <summary>The prompts of OpenID (Core §3.1.2.1); anything else could change what the person is asked.</summary>
    private static readonly string[] Prompts = ["none", "login", "consent", "select_account"];

    /// <summary>Whether a strategy is a redirect to a provider.</summary>
    public static bool IsRedirect(string? strategy) => strategy is not null && strategy.StartsWith("oauth_", StringComparison.Ordinal) && !strategy.StartsWith(TokenPrefix, StringComparison.Ordinal);

    /// <summary>Whether a strategy is proven by a token the page or app has already.</summary>
    public static bool IsToken(string? strategy) => strategy is "google_one_tap" || strategy?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true;

    /// <summary>The connection a strategy stands for, if people may sign in with it.</summary>
    public static Outcome<SocialConnection> Find(Instance instance, string strategy, bool toSignIn)
    {
        string name = strategy == "google_one_tap" ? "oauth_google" : strategy.StartsWith(TokenPrefix, StringComparison.Ordinal) ? "oauth_" + strategy[TokenPrefix.Length..] : strategy;
        return ConnectionRules.Find(instance.Settings, name) is not { } connection ? SocialFaults.NotEnabled.At("strategy") :
            toSignIn && !connection.Public.Authenticatable ? SocialFaults.NotAuthenticatable.At("strategy") :
            connection;
    }

    /// <summary>Checks what a request asks for. The only call to the outside is the first look at a discovery document.</summary>
    public async Task<Outcome<PreparedAuthorization>> Prepare(FrontendCall call, string strategy, bool toSignIn, CancellationToken ct)
    {
        if (Find(call.Instance, strategy, toSignIn).IsFault(out Fault? fault, out SocialConnection connection))
        {
            return fault;
        }

        if (call.Params.Text("redirect_url") is not { } redirectUrl)
        {
            return RequestFaults.Missing("redirect_url");
        }

        string? complete = call.Params.Text("action_complete_redirect_url");
        foreach ((string name, string? url) in new[] { ("redirect_url", redirectUrl), ("action_complete_redirect_url", complete) })
        {
            if (url is not null && !SafeRedirect.TryParse(call.Instance, call.PublicUrl, url, out _) && !(call.IsNative && NativeRedirect.TryParse(call.Instance, url, out _)))
            {
                return RequestFaults.RedirectUrlInvalid.At(name);
            }
        }

        if (call.Params.Text("oidc_prompt") is { } prompt && !prompt.Split(' ').All(Prompts.Contains))
        {
            return RequestFaults.Value("oidc_prompt");
        }

        if (call.Params.Text("oidc_login_hint") is { } hint && (hint.Length > MaxHint || hint.Any(char.IsControl)))
        {
            return RequestFaults.Format("oidc_login_hint");
        }

        IReadOnlyList<string> scopes = [.. call.Params.Texts("additional_scope").SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        if (scopes.Any(scope => scope.Length > 256 || scope.Any(c => c is <= ' ' or > '~' or '"' or '\\')) || scopes.Count > 50)
        {
            return RequestFaults.Format("additional_scope");
        }

        return (await directory.Complete(connection, ct)).IsFault(out fault, out SocialConnection found) ? fault : new PreparedAuthorization(found, redirectUrl, complete, scopes);
    }

    /// <summary>Begins: the verification waits for the person to come back with its state.</summary>
    public async Task<Outcome<VerificationRow>> Begin(Tx tx, FrontendCall call, PreparedAuthorization prepared, string ownerId, string clientId)
    {
        AuthorizationRequest request = new()
        {
            RedirectUri = call.PublicUrl.Base + "/v1/oauth_callback",
            State = AuthorizationRules.NewSecret(),
            Nonce = AuthorizationRules.NewSecret(),
            CodeVerifier = AuthorizationRules.NewSecret(),
            AdditionalScopes = prepared.AdditionalScopes,
            Prompt = call.Params.Text("oidc_prompt"),
            LoginHint = call.Params.Text("oidc_login_hint"),
        };
        if (AuthorizationRules.Url(prepared.Connection, request) is not { } url)
        {
            return SocialProviderFaults.Misconfigured;
        }

        AuthorizationSecrets secrets = new()
        {
            CodeVerifier = request.CodeVerifier,
            Nonce = request.Nonce,
            RedirectUri = request.RedirectUri,
            Scopes = string.Join(' ', AuthorizationRules.Scopes(prepared.Connection, prepared.AdditionalScopes)),
            DevBrowser = call.DevBrowser,
            IsNative = call.IsNative,
        };
        return await verifications.Begin(tx, new NewVerification
        {
            InstanceId = call.Instance.Id,
            OwnerId = ownerId,
            ClientId = clientId,
            Strategy = prepared.Connection.Strategy,
            SecretDigest = _ => kek.Digest(StatePurpose, request.State),
            Payload = JsonSerializer.Serialize(secrets, SocialJson.Default.AuthorizationSecrets),
            ExternalVerificationRedirectUrl = url,
            RedirectUrl = prepared.RedirectUrl,
            ActionCompleteRedirectUrl = prepared.ActionCompleteRedirectUrl,
            Lifetime = Lifetime,
        });
    }

    public string StateDigest(string state) => kek.Digest(StatePurpose, state);

    public AuthorizationSecrets Secrets(VerificationRow row) => JsonSerializer.Deserialize(verifications.Payload(row)!, SocialJson.Default.AuthorizationSecrets)!;

    /// <summary>Redeems what came back and reads who it is.</summary>
    public async Task<Outcome<ExternalAccountDraft>> Redeem(Instance instance, VerificationRow row, AuthorizationSecrets secrets, string code, string? user, CancellationToken ct)
    {
        // What was switched off since then is off.
        if (Find(instance, row.Strategy, toSignIn: false).IsFault(out Fault? fault, out SocialConnection connection))
        {
            return fault;
        }

        return (await providers.Redeem(connection, code, secrets.RedirectUri, secrets.CodeVerifier, secrets.Nonce, user, ct)).IsFault(out fault, out ProviderIdentity identity)
            ? fault
            : await Draft(instance, connection, identity, secrets.Scopes, ct);
    }

    /// <summary>Reads who a token, or a code from a native app, is about (One Tap; <c>oauth_token_…</c>).</summary>
    public async Task<Outcome<ExternalAccountDraft>> Believe(FrontendCall call, string strategy, CancellationToken ct)
    {
        if (Find(call.Instance, strategy, toSignIn: true).IsFault(out Fault? fault, out SocialConnection connection))
        {
            return fault;
        }

        string? token = call.Params.Text("token"), code = call.Params.Text("code");
        if (token is null && (code is null || strategy == "google_one_tap"))
        {
            return RequestFaults.Missing("token");
        }

        Outcome<ProviderIdentity> identified = token is not null
            ? await providers.Believe(connection, token, ct)
            : await providers.Redeem(connection, code!, call.Params.Text("redirect_url"), call.Params.Text("code_verifier"), nonce: null, user: null, ct);
        if (identified.IsFault(out fault, out ProviderIdentity identity))
        {
            return fault.At(token is not null ? "token" : "code");
        }

        ExternalAccountDraft draft = await Draft(call.Instance, connection, identity, string.Join(' ', connection.Provider.Scopes), ct);
        // What is signed, and not the signature: that can be written in more than one way.
        return draft with { TokenDigest = token is null ? null : kek.Digest(TokenPurpose, token[..token.LastIndexOf('.')]) };
    }

    private async Task<ExternalAccountDraft> Draft(Instance instance, SocialConnection connection, ProviderIdentity identity, string askedScopes, CancellationToken ct)
    {
        SocialProfile profile = identity.Profile;
        string? emailAddress = EmailAddressRules.Normalize(profile.EmailAddress);
        Fault? unwelcome = emailAddress is null ? null :
            connection.Public.BlockEmailSubaddresses && EmailAddressRules.HasSubaddress(emailAddress) ? RestrictionFaults.SubaddressBlocked :
            await gate.Check(instance, IdentifierTypes.EmailAddress, emailAddress, ct);
        return new ExternalAccountDraft
        {
            Connection = connection.Strategy,
            ProviderUserId = profile.Subject,
            EmailAddress = emailAddress,
            Unwelcome = unwelcome,
            EmailAddressVerified = profile.EmailAddressVerified,
            FirstName = profile.FirstName,
            LastName = profile.LastName,
            Username = profile.Username,
            ImageUrl = profile.ImageUrl,
            Scopes = identity.Tokens?.Scopes is { } granted ? string.Join(' ', granted) : identity.Tokens is null ? "" : askedScopes,
            AccessToken = identity.Tokens?.AccessToken,
            RefreshToken = identity.Tokens?.RefreshToken,
            IdToken = identity.Tokens?.IdToken,
            AccessTokenExpiresAt = identity.Tokens?.ExpiresIn is { } seconds ? clock.GetUtcNow().AddSeconds(seconds) : null,
        };
    }
}

/// <summary>What sends people to providers: a sign-in, a sign-up, an account being connected. The flow does not know its owners.</summary>
internal interface ISocialOwner
{
    /// <summary>How the ids of these owners begin, for example <c>sia_</c>.</summary>
    string Prefix { get; }

    /// <summary>Whether a native app must bring its nonce before anything moves.</summary>
    bool WaitsForApp { get; }

    /// <summary>Somebody came back, proven: the owner moves, and settles the verification, in one transaction.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="call">The request that carried it.</param>
    /// <param name="verification">What they went for, still unverified.</param>
    /// <param name="draft">Who they are there.</param>
    /// <param name="onOwnClient">Whether the request carries the credential of the client that asked, which may then get another one.</param>
    Task<Outcome<SocialArrival>> Arrived(Tx tx, FrontendCall call, VerificationRow verification, ExternalAccountDraft draft, bool onOwnClient);
}

/// <summary>The store of clients, as far as this floor may know it.</summary>
internal interface IClientChanges
{
    /// <summary>Records that something of the client changed.</summary>
    Task Changed(Tx tx, string clientId);
}

/// <summary>What an arrival led to.</summary>
/// <param name="ClientId">The client it concerns.</param>
/// <param name="NewToken">Its new token; null when it keeps the one it has.</param>
/// <param name="IsComplete">Whether nothing is left to do.</param>
internal sealed record SocialArrival(string ClientId, string? NewToken, bool IsComplete);

internal static class SocialFaults
{
    public static readonly Fault StateInvalid = new(400, "oauth_state_invalid", "This cannot be finished", "The answer of the provider belongs to no attempt that waits for it here. Start again.");

    public static readonly Fault NotEnabled = new(422, "oauth_provider_not_enabled", "Not available", "This application does not offer this way in.");

    public static readonly Fault NotAuthenticatable = new(422, "oauth_non_authenticatable_provider", "Not for signing in", "This account can be connected by who is signed in, and nobody signs in with it.");
}
