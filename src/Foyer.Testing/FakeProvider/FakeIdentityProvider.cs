using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foyer.Testing;

/// <summary>
/// A social provider on a port of this machine: OpenID Connect and plain OAuth 2.0, with a consent page for browsers,
/// people to choose from, and tricks to play. Stands in for Google, GitHub or any other one.
/// </summary>
/// <remarks>
/// Everything is checked as a strict provider checks it: client, redirect address, PKCE, one use per code. Start it before the
/// server, and give the server <see cref="Settings"/>.
/// </remarks>
public sealed class FakeIdentityProvider : IAsyncDisposable
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Two by two pixels of green.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mOQz48BIgYIBQAYsgOpEnXKZQAAAABJRU5ErkJggg==");

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<string, Grant> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Grant> _refreshTokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Grant Grant, DateTimeOffset Until)> _accessTokens = new(StringComparer.Ordinal);
    private int _tokenRequests;
    private int _jwksRequests;
    private int _profileRequests;
    private int _discoveryRequests;
    private int _revocations;

    private FakeIdentityProvider(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The issuer of its ID tokens: <see cref="Url"/> without a slash at the end.</summary>
    public string Issuer => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Address of a picture it serves, a PNG of two by two pixels: for <see cref="FakePerson.ImageUrl"/>.</summary>
    public string PictureUrl => Issuer + "/picture.png";

    /// <summary>The one client it knows.</summary>
    public string ClientId { get; init; } = "fake-client";

    /// <summary>That client's secret.</summary>
    public string ClientSecret { get; init; } = "fake-secret-kept-by-nobody";

    /// <summary>A P-256 public key, PEM, by which the client proves itself with a signed secret as Apple demands; null to take <see cref="ClientSecret"/>.</summary>
    public string? ClientPublicKey { get; set; }

    /// <summary>The time in its tokens. Give it the server's clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>People its consent page offers.</summary>
    public IList<FakePerson> People { get; } = [];

    /// <summary>Who consents at once, without the page; null to show the page.</summary>
    public FakePerson? AutoConsent { get; set; }

    /// <summary>Whether whoever is asked declines.</summary>
    public bool Declines { get; set; }

    /// <summary>What it does wrong. Default nothing.</summary>
    public FakeProviderTrick Trick { get; set; }

    /// <summary>Whether ID tokens hold the profile too. Default true; otherwise the subject only.</summary>
    public bool ProfileInIdToken { get; set; } = true;

    /// <summary>Whether <c>email_verified</c> is written as text, as Apple does.</summary>
    public bool VerifiedAsText { get; set; }

    /// <summary>Whether it demands PKCE. Default true.</summary>
    public bool DemandsPkce { get; set; } = true;

    /// <summary>Whether its access tokens come with a refresh token. Default true.</summary>
    public bool GivesRefreshTokens { get; set; } = true;

    /// <summary>Lifetime of its access tokens. Default one hour.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The keys its tokens are signed with.</summary>
    public FakeProviderKeys Keys { get; } = new();

    /// <summary>Calls of the token endpoint so far.</summary>
    public int TokenRequests => _tokenRequests;

    /// <summary>Fetches of the key set so far.</summary>
    public int JwksRequests => _jwksRequests;

    /// <summary>Reads of a profile so far.</summary>
    public int ProfileRequests => _profileRequests;

    /// <summary>Fetches of the discovery document so far.</summary>
    public int DiscoveryRequests => _discoveryRequests;

    /// <summary>Tokens it was asked to forget so far.</summary>
    public int Revocations => _revocations;

    /// <summary>The query of the authorization request it saw last.</summary>
    public IReadOnlyDictionary<string, string> LastAuthorization { get; private set; } = new Dictionary<string, string>();

    /// <summary>Starts a provider.</summary>
    public static async Task<FakeIdentityProvider> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        FakeIdentityProvider provider = new(app);
        app.MapGet("/.well-known/openid-configuration", provider.Discovery);
        app.MapGet("/jwks", provider.Jwks);
        app.MapGet("/authorize", (HttpContext context) => provider.Authorize(context, [.. context.Request.Query.Select(item => new KeyValuePair<string, string>(item.Key, item.Value.ToString()))]));
        app.MapPost("/authorize", (Delegate)provider.Decide);
        app.MapPost("/token", (Delegate)provider.Token);
        app.MapGet("/userinfo", provider.Profile);
        app.MapGet("/picture.png", () => Results.Bytes(Picture, "image/png"));
        app.MapGet("/emails", provider.Addresses);
        app.MapPost("/revoke", (Delegate)provider.Revoke);
        await app.StartAsync();
        provider.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return provider;
    }

    /// <summary>Settings of a Foyer instance on which connections lead here.</summary>
    /// <param name="strategies">For example <c>oauth_google</c> or <c>oauth_custom_acme</c>. OpenID ones find this provider by discovery; the others are told its addresses.</param>
    public JsonObject Settings(params string[] strategies)
    {
        JsonObject shown = [], own = [];
        foreach (string strategy in strategies)
        {
            shown[strategy] = new JsonObject { ["enabled"] = true, ["authenticatable"] = true };
            own[strategy] = IsPlain(strategy) ? PlainConnection() : OpenIdConnection();
            if (strategy == "oauth_github")
            {
                own[strategy]!["emails_url"] = Issuer + "/emails";
            }
        }

        return new JsonObject { ["user_settings"] = new JsonObject { ["social"] = shown }, ["social"] = own };
    }

    /// <summary>The server's part of a connection that finds this provider by discovery.</summary>
    public JsonObject OpenIdConnection() => new() { ["client_id"] = ClientId, ["client_secret"] = ClientSecret, ["discovery_url"] = Issuer + "/.well-known/openid-configuration" };

    /// <summary>The server's part of a connection that takes this one for a plain OAuth 2.0 provider with a profile.</summary>
    public JsonObject PlainConnection() => new()
    {
        ["client_id"] = ClientId,
        ["client_secret"] = ClientSecret,
        ["authorization_url"] = Issuer + "/authorize",
        ["token_url"] = Issuer + "/token",
        ["userinfo_url"] = Issuer + "/userinfo",
        ["revocation_url"] = Issuer + "/revoke",
    };

    /// <summary>An ID token as a page (One Tap) or a native app gets it, with the trick of the moment in it.</summary>
    /// <param name="person">Whom it is about.</param>
    /// <param name="nonce">The nonce in it; null for none.</param>
    public string IssueIdToken(FakePerson person, string? nonce = null) => IdToken(person, nonce, accessToken: null);

    /// <summary>Answers an authorization request as a browser whose person consents, and returns where the browser is sent.</summary>
    /// <param name="authorizationUrl">The address the server gave.</param>
    /// <param name="person">Who consents.</param>
    public async Task<Uri> ConsentAsync(string authorizationUrl, FakePerson person)
    {
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Url };
        Uri address = new(authorizationUrl);
        Dictionary<string, string> form = QueryHelpers.ParseQuery(address.Query).ToDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.Ordinal);
        form["person"] = person.Subject;
        form["decision"] = Declines ? "deny" : "allow";
        foreach (FakePerson before in People.Where(known => known.Subject == person.Subject).ToList())
        {
            People.Remove(before);
        }

        People.Add(person);

        using FormUrlEncodedContent content = new(form);
        using HttpResponseMessage answer = await http.PostAsync(new Uri("/authorize", UriKind.Relative), content);
        return answer.Headers.Location ?? throw new InvalidOperationException($"The provider answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Keys.Dispose();
        _over.Dispose();
    }

    /// <summary>Providers that are no OpenID providers in truth are none here.</summary>
    private static bool IsPlain(string strategy) => strategy is "oauth_github" or "oauth_discord" or "oauth_facebook" or "oauth_x";

    private IResult Discovery()
    {
        Interlocked.Increment(ref _discoveryRequests);
        return Json(new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/userinfo",
            ["revocation_endpoint"] = Issuer + "/revoke",
            ["jwks_uri"] = Issuer + "/jwks",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "ES256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["authorization_response_iss_parameter_supported"] = true,
        });
    }

    private IResult Jwks()
    {
        Interlocked.Increment(ref _jwksRequests);
        return Json(Keys.Published(Trick == FakeProviderTrick.NoKeyIdAmongTwo));
    }

    /// <summary>The authorization endpoint: refuses what a strict provider refuses, then asks the person or, in tests, does not.</summary>
    private IResult Authorize(HttpContext context, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        Dictionary<string, string> asked = new(query, StringComparer.Ordinal);
        LastAuthorization = asked;
        if (Refusal(asked) is { } refusal)
        {
            return Results.Text(refusal, "text/plain", Encoding.UTF8, StatusCodes.Status400BadRequest);
        }

        context.Response.Headers.CacheControl = "no-store";
        return AutoConsent is { } person ? Answer(asked, Declines ? null : person) : Results.Text(ConsentPage.Of(asked, [.. People]), "text/html", Encoding.UTF8);
    }

    private async Task<IResult> Decide(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        Dictionary<string, string> asked = form.ToDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.Ordinal);
        LastAuthorization = asked;
        return Refusal(asked) is { } refusal
            ? Results.Text(refusal, "text/plain", Encoding.UTF8, StatusCodes.Status400BadRequest)
            : Answer(asked, asked.GetValueOrDefault("decision") == "allow" ? People.FirstOrDefault(person => person.Subject == asked.GetValueOrDefault("person")) : null);
    }

    private string? Refusal(Dictionary<string, string> asked) =>
        asked.GetValueOrDefault("client_id") != ClientId ? "unknown client_id" :
        !Uri.TryCreate(asked.GetValueOrDefault("redirect_uri"), UriKind.Absolute, out _) ? "redirect_uri is missing" :
        asked.GetValueOrDefault("response_type") != "code" ? "response_type must be code" :
        DemandsPkce && asked.GetValueOrDefault("code_challenge_method") != "S256" ? "PKCE is missing" :
        null;

    private IResult Answer(Dictionary<string, string> asked, FakePerson? person)
    {
        List<KeyValuePair<string, string?>> answer =
        [
            new("state", asked.GetValueOrDefault("state")),
            new("iss", Trick == FakeProviderTrick.OtherIssuerInCallback ? "https://another.example" : Issuer),
        ];
        if (person is null)
        {
            answer.Add(new("error", "access_denied"));
            answer.Add(new("error_description", "The person declined. <b>No</b> means no."));
        }
        else
        {
            string code = Random("code");
            _codes[code] = new Grant(person, asked, Clock.GetUtcNow() + CodeLifetime);
            answer.Add(new("code", code));
        }

        return asked.GetValueOrDefault("response_mode") == "form_post"
            ? Results.Text(ConsentPage.Post(asked["redirect_uri"], answer), "text/html", Encoding.UTF8)
            : Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], answer));
    }

    private async Task<IResult> Token(HttpContext context)
    {
        Interlocked.Increment(ref _tokenRequests);
        switch (Trick)
        {
            case FakeProviderTrick.SilentTokenEndpoint:
                using (CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, context.RequestAborted))
                {
                    await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            case FakeProviderTrick.HugeAnswer:
                return Results.Text("{\"access_token\":\"" + new string('x', 2 * 1024 * 1024) + "\"}", "application/json", Encoding.UTF8);
            case FakeProviderTrick.RedirectingTokenEndpoint:
                return Results.Redirect(Issuer + "/userinfo");
            case FakeProviderTrick.BrokenTokenEndpoint:
                return Results.StatusCode(StatusCodes.Status500InternalServerError);
            case FakeProviderTrick.PageInsteadOfTokens:
                return Results.Text("<!doctype html><title>Hello</title>", "text/html", Encoding.UTF8);
        }

        IFormCollection form = await context.Request.ReadFormAsync();
        if (!IsClient(context.Request, form))
        {
            return Error("invalid_client", StatusCodes.Status401Unauthorized);
        }

        return form["grant_type"].ToString() switch
        {
            "authorization_code" => Redeem(form),
            "refresh_token" => Renew(form),
            _ => Error("unsupported_grant_type"),
        };
    }

    private IResult Redeem(IFormCollection form)
    {
        if (!_codes.TryRemove(form["code"].ToString(), out Grant? grant) || grant.Until <= Clock.GetUtcNow() || grant.Asked["redirect_uri"] != form["redirect_uri"])
        {
            return Error("invalid_grant");
        }

        string challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return grant.Asked.GetValueOrDefault("code_challenge") is { } expected && expected != challenge ? Error("invalid_grant") : Json(Tokens(grant, isFirst: true));
    }

    private IResult Renew(IFormCollection form) =>
        _refreshTokens.TryRemove(form["refresh_token"].ToString(), out Grant? grant) ? Json(Tokens(grant, isFirst: false)) : Error("invalid_grant");

    private JsonObject Tokens(Grant grant, bool isFirst)
    {
        string accessToken = Random("at");
        _accessTokens[accessToken] = (grant, Clock.GetUtcNow() + AccessTokenLifetime);
        JsonObject tokens = new()
        {
            ["access_token"] = accessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)AccessTokenLifetime.TotalSeconds,
            ["scope"] = grant.Asked.GetValueOrDefault("scope", ""),
        };
        if (GivesRefreshTokens)
        {
            string refreshToken = Random("rt");
            _refreshTokens[refreshToken] = grant;
            tokens["refresh_token"] = refreshToken;
        }

        // Who sends a nonce wants an identity token, whatever the scopes are called.
        bool isOpenId = grant.Asked.ContainsKey("nonce") || grant.Asked.GetValueOrDefault("scope", "").Split(' ').Contains("openid");
        if (isOpenId && isFirst && Trick != FakeProviderTrick.NoIdToken)
        {
            tokens["id_token"] = IdToken(grant.Person, grant.Asked.GetValueOrDefault("nonce"), accessToken);
        }

        return tokens;
    }

    private IResult Profile(HttpContext context)
    {
        Interlocked.Increment(ref _profileRequests);
        if (Bearer(context) is not { } grant)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        JsonObject claims = Claims(grant.Person);
        string subject = Trick == FakeProviderTrick.OtherSubjectInProfile ? "somebody-else" : grant.Person.Subject;
        claims["sub"] = subject;
        // The names other providers use, for connections that take this one for theirs.
        claims["id"] = subject;
        claims["login"] = grant.Person.Username;
        claims["avatar_url"] = grant.Person.ImageUrl;
        claims["data"] = new JsonObject { ["id"] = subject, ["username"] = grant.Person.Username, ["name"] = grant.Person.FirstName };
        return Json(claims);
    }

    private IResult Addresses(HttpContext context)
    {
        if (Bearer(context) is not { } grant)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        JsonArray list = [];
        if (grant.Person.EmailAddress is { } address)
        {
            list.Add(new JsonObject { ["email"] = address, ["primary"] = true, ["verified"] = grant.Person.EmailAddressVerified ?? false });
        }

        return Results.Text(list.ToJsonString(), "application/json", Encoding.UTF8);
    }

    private async Task<IResult> Revoke(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        Interlocked.Increment(ref _revocations);
        if (Trick == FakeProviderTrick.NoRevocations)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        string token = form["token"].ToString();
        _accessTokens.TryRemove(token, out _);
        _refreshTokens.TryRemove(token, out _);
        return Results.Ok();
    }

    private Grant? Bearer(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) && _accessTokens.TryGetValue(header[7..], out (Grant Grant, DateTimeOffset Until) found) && found.Until > Clock.GetUtcNow() ? found.Grant : null;
    }

    private bool IsClient(HttpRequest request, IFormCollection form)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            string[] pair = Encoding.ASCII.GetString(Convert.FromBase64String(header[6..])).Split(':');
            return WebUtility.UrlDecode(pair[0]) == ClientId && WebUtility.UrlDecode(pair[1]) == ClientSecret; // public: a test's own
        }

        string secret = form["client_secret"].ToString();
        return form["client_id"] == ClientId && (ClientPublicKey is { } key ? Keys.IsSignedSecret(secret, key, ClientId, Clock.GetUtcNow()) : secret == ClientSecret); // public: a test's own
    }

    private string IdToken(FakePerson person, string? nonce, string? accessToken)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        JsonObject claims = ProfileInIdToken ? Claims(person) : [];
        claims["iss"] = Trick == FakeProviderTrick.WrongIssuer ? "https://another.example" : Issuer;
        claims["sub"] = person.Subject;
        claims["jti"] = Random("jti");
        claims["aud"] = Trick switch
        {
            FakeProviderTrick.WrongAudience => "another-client",
            FakeProviderTrick.SeveralAudiences => new JsonArray(ClientId, "another-client"),
            _ => ClientId,
        };
        claims["iat"] = (Trick == FakeProviderTrick.IssuedInTheFuture ? now.AddMinutes(10) : now).ToUnixTimeSeconds();
        claims["exp"] = (Trick == FakeProviderTrick.Expired ? now.AddMinutes(-2) : now.AddMinutes(60)).ToUnixTimeSeconds();
        if (nonce is not null && Trick != FakeProviderTrick.NoNonce)
        {
            claims["nonce"] = Trick == FakeProviderTrick.WrongNonce ? "another" : nonce;
        }

        if (accessToken is not null)
        {
            string hashed = Trick == FakeProviderTrick.WrongHashOfAccessToken ? "another" : accessToken;
            claims["at_hash"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(hashed)).AsSpan(0, 16));
        }

        switch (Trick)
        {
            case FakeProviderTrick.WrongAuthorizedParty:
                claims["azp"] = "another-client";
                break;
            case FakeProviderTrick.NotYetValid:
                claims["nbf"] = now.AddMinutes(10).ToUnixTimeSeconds();
                break;
            case FakeProviderTrick.NoSubject:
                claims.Remove("sub");
                break;
        }

        return Keys.Sign(claims, Trick, ClientSecret);
    }

    private JsonObject Claims(FakePerson person)
    {
        JsonObject claims = [];
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        Add("email", person.EmailAddress);
        Add("email_verified", person.EmailAddressVerified is not { } verified ? null : VerifiedAsText ? (verified ? "true" : "false") : verified);
        Add("given_name", person.FirstName);
        Add("family_name", person.LastName);
        Add("preferred_username", person.Username);
        Add("picture", person.ImageUrl);
        return claims;
    }

    private static string Random(string prefix) => prefix + "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static IResult Json(JsonObject body) => Results.Text(body.ToJsonString(), "application/json", Encoding.UTF8);

    private static IResult Error(string error, int status = StatusCodes.Status400BadRequest) => Results.Text(new JsonObject { ["error"] = error }.ToJsonString(), "application/json", Encoding.UTF8, status);

    private sealed record Grant(FakePerson Person, Dictionary<string, string> Asked, DateTimeOffset Until);
}
