using Foyer.Contracts;

namespace Foyer.Backend;

/// <summary>
/// Decides for each request of an app who is behind it: the state machine of WIRE §4. It touches the network only to read
/// keys, to take a handshake's payload and to refresh an expired token. Made once and shared.
/// </summary>
public sealed class RequestAuthenticator
{
    // A development machine's clock may be wrong by any amount; a fresh handshake is believed all the same.
    private static readonly TimeSpan DevelopmentSkew = TimeSpan.FromHours(24);
    private static readonly TimeSpan DevelopmentHandshakeSkew = TimeSpan.FromMinutes(10);

    private readonly RequestAuthenticatorOptions _options;
    private readonly TokenVerifier _tokens;
    private readonly FoyerBackend? _backend;
    private readonly TimeProvider _clock;

    /// <summary>Makes an authenticator.</summary>
    /// <param name="options">The app and its instance.</param>
    /// <param name="tokens">Verifies session tokens.</param>
    /// <param name="backend">Takes handshake payloads and refreshes tokens; null for an app without a secret key, which does neither.</param>
    /// <param name="clock">Time; null for the system's.</param>
    public RequestAuthenticator(RequestAuthenticatorOptions options, TokenVerifier tokens, FoyerBackend? backend, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tokens);
        _options = options;
        _tokens = tokens;
        _backend = backend;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Authenticates one request. Nothing a stranger can send makes it throw.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops calls to the server.</param>
    public async ValueTask<AuthOutcome> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (BearerToken(request) is { } bearer)
        {
            // A token in the header is the whole answer: cookies are not looked at, and never merged with it.
            TokenVerdict verdict = await _tokens.VerifyTokenAsync(bearer, _options.Tokens, cancellationToken).ConfigureAwait(false);
            return verdict.IsValid ? new AuthOutcome.SignedIn(bearer, verdict.Claims) : new AuthOutcome.SignedOut(verdict.Reason);
        }

        AuthContext at = new(request, _options, _clock.GetUtcNow().ToUnixTimeSeconds());
        return (at.Nonce ?? at.HandshakeToken) is not null && await ResolveHandshake(at, cancellationToken).ConfigureAwait(false) is { } resolved
            ? resolved                                                                     // 1
            : BeforeToken(at)                                                              // 2-8
                ?? await JudgeToken(at, at.SessionToken!, cancellationToken).ConfigureAwait(false); // 9-12
    }

    private static string? BearerToken(AuthRequest request)
    {
        string[] parts = (request.Header("Authorization") ?? "").Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [var scheme, var token] when scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) => token,
            [var token] when !token.Equals("Bearer", StringComparison.OrdinalIgnoreCase) => token,
            _ => null,
        };
    }

    /// <summary>What can be decided without looking into the token. The numbers are those of WIRE §4.2.</summary>
    private AuthOutcome? BeforeToken(AuthContext at)
    {
        if (_options.IsSatellite)
        {
            if (at.IsDocument && at.Synced != "true" && AskPrimary(at) is { } asked) { return asked; }                                              // 2
        }
        else if (at.IsDevelopment && AnswerSatellite(at) is { } answered) { return answered; }                                                      // 3

        if (at.IsDevelopment && at.DevBrowserInUrl is not null) { return Handshake(at, AuthReasons.DevBrowserSync); }                               // 4
        if (at.IsDevelopment && at.DevBrowser is null) { return Handshake(at, AuthReasons.DevBrowserMissing); }                                     // 5
        return (at.ClientUat, at.SessionToken) switch
        {
            (0, null) => new AuthOutcome.SignedOut(AuthReasons.SessionTokenAndUatMissing),                                                          // 6
            (0, not null) => Handshake(at, AuthReasons.SessionTokenButNoClientUat),                                                                 // 7
            (_, null) => Handshake(at, AuthReasons.ClientUatButNoSessionToken),                                                                     // 8
            _ => null,
        };
    }

    private async ValueTask<AuthOutcome> JudgeToken(AuthContext at, string token, CancellationToken ct)
    {
        TokenVerdict verdict = await _tokens.VerifyTokenAsync(token, _options.Tokens, ct).ConfigureAwait(false);
        if (verdict.Reason == TokenReasons.TypeMismatch || (verdict.Claims ?? UnverifiedClaims.Of(token)) is not { } claims)                       // 9
        {
            return new AuthOutcome.SignedOut(verdict.Reason ?? TokenReasons.Invalid);
        }

        if (claims.Iat < at.ClientUat) { return Handshake(at, AuthReasons.SessionTokenOlderThanClientUat); }                                        // 10
        if (verdict.IsValid) { return Accept(at, token, claims); }                                                                                  // 11

        switch (verdict.Reason)                                                                                                                     // 12
        {
            case TokenReasons.Expired:
                (AuthOutcome? refreshed, string? failure) = await Refresh(at, token, claims, ct).ConfigureAwait(false);
                return refreshed ?? Handshake(at, $"{AuthReasons.SessionTokenExpired}-refresh-{failure}");
            case TokenReasons.NotActiveYet:
                return Handshake(at, AuthReasons.SessionTokenNotActiveYet);
            case TokenReasons.IssuedInTheFuture:
                return Handshake(at, AuthReasons.SessionTokenFromTheFuture);
            default:
                return new AuthOutcome.SignedOut(verdict.Reason);
        }
    }

    private AuthOutcome Accept(AuthContext at, string token, SessionClaims claims)
    {
        AuthOutcome.SignedIn signedIn = new(token, claims);
        if (!at.IsDocument || at.RedirectCount >= AuthContext.MaxRedirects)
        {
            return signedIn;
        }

        if (!_options.IsSatellite && at.RedirectCount == 0 && ComesFromElsewhere(at))
        {
            return Handshake(at, AuthReasons.PrimaryDomainCrossOriginSync);
        }

        return _options.OrganizationSync?.Wanted(at.Url.AbsolutePath, signedIn.Auth) is { } organization
            ? Handshake(at, AuthReasons.ActiveOrganizationMismatch, organization)
            : signedIn;
    }

    private static bool ComesFromElsewhere(AuthContext at) =>
        Uri.TryCreate(at.Request.Header("Referer"), UriKind.Absolute, out Uri? referrer) && referrer.Scheme is "http" or "https" &&
        !referrer.GetLeftPart(UriPartial.Authority).Equals(at.Origin, StringComparison.OrdinalIgnoreCase) && !HandshakeUrl.IsOwnHost(at, referrer);

    private AuthOutcome? AskPrimary(AuthContext at)
    {
        bool knowsNothing = at.ClientUat == 0 && at.SessionToken is null;
        if (!_options.SatelliteAutoSync && knowsNothing && at.Synced != "false")
        {
            return new AuthOutcome.SignedOut(AuthReasons.SessionTokenAndUatMissing);
        }

        if (!knowsNothing && at.Synced != "false")
        {
            return null;
        }

        return at.IsDevelopment && _options.SignInUrl is { } signInUrl
            ? Redirect(at, AuthReasons.SatelliteNeedsSyncing, UrlQuery.With(signInUrl, AuthContext.RedirectUrlParameter, at.Url.AbsoluteUri))
            : Handshake(at, AuthReasons.SatelliteNeedsSyncing);
    }

    /// <summary>Sends a satellite's visitor back with the dev browser, which is their whole credential: to origins that are ours only.</summary>
    private AuthOutcome? AnswerSatellite(AuthContext at)
    {
        if (!Uri.TryCreate(UrlQuery.Get(at.Url, AuthContext.RedirectUrlParameter), UriKind.Absolute, out Uri? back) || back.Scheme is not ("http" or "https") ||
            back.UserInfo.Length > 0 || !(back.IsLoopback || _options.Tokens.AuthorizedParties.Contains(back.GetLeftPart(UriPartial.Authority))))
        {
            return null;
        }

        string location = UrlQuery.Without(back, CookieNames.DevBrowser, AuthContext.SyncedParameter);
        location = at.DevBrowser is null ? location : UrlQuery.With(location, CookieNames.DevBrowser, at.DevBrowser);
        return Redirect(at, AuthReasons.PrimaryRespondsToSyncing, UrlQuery.With(location, AuthContext.SyncedParameter, "true"));
    }

    private AuthOutcome Handshake(AuthContext at, string reason, string? organization = null) =>
        Redirect(at, reason, HandshakeUrl.For(at, reason, organization, nonce: _backend is not null));

    /// <summary>Sends the browser away, when it is one, and when it has not been sent away in vain before.</summary>
    private static AuthOutcome Redirect(AuthContext at, string reason, string location)
    {
        if (!at.IsDocument)
        {
            return new AuthOutcome.SignedOut(reason);
        }

        if (at.RedirectCount >= AuthContext.MaxRedirects)
        {
            return new AuthOutcome.SignedOut(reason)
            {
                Message = "Three handshakes in a row changed nothing. Check that the publishable key, the secret key and the JWT key belong to one instance, and that the browser keeps cookies.",
            };
        }

        return new AuthOutcome.Handshake(reason, location)
        {
            SetCookies = [$"{CookieNames.RedirectCount}={at.RedirectCount + 1}; Path=/; SameSite=Lax; HttpOnly; Max-Age=2"],
        };
    }

    /// <summary>
    /// Takes what a handshake brought (WIRE §4.4). Null when it cannot be believed and the request is better judged without
    /// it. The headers that allow other origins, which the protocol's SDKs add here, are left out: nothing needs them.
    /// </summary>
    private async ValueTask<AuthOutcome?> ResolveHandshake(AuthContext at, CancellationToken ct)
    {
        (string[]? directives, string? refusal) = await ReadDirectives(at, ct).ConfigureAwait(false);
        if (directives is null)
        {
            // One that is merely old comes from the browser's history: the request is judged without it.
            return at.IsDevelopment && refusal != TokenReasons.Expired ? BadHandshake(refusal!) : null;
        }

        // In development it came in the URL, and must not stay there.
        string clean = HandshakeUrl.CleanUrl(at.Url);
        string? location = at.IsDevelopment && clean != at.Url.AbsoluteUri ? clean : null;
        string token = Directives.SessionToken(directives);
        if (token.Length == 0)
        {
            return new AuthOutcome.SignedOut(AuthReasons.SessionTokenMissing) { SetCookies = directives, Location = location };
        }

        TokenVerdict verdict = await _tokens.VerifyTokenAsync(token, _options.Tokens, ct).ConfigureAwait(false);
        bool clocksDiffer = at.IsDevelopment && verdict.Reason is TokenReasons.Expired or TokenReasons.NotActiveYet or TokenReasons.IssuedInTheFuture;
        if (clocksDiffer)
        {
            verdict = await _tokens.VerifyTokenAsync(token, _options.Tokens with { ClockSkew = DevelopmentSkew }, ct).ConfigureAwait(false);
        }

        return (verdict.IsValid, at.IsDevelopment) switch
        {
            (true, _) => new AuthOutcome.SignedIn(token, verdict.Claims!)
            {
                SetCookies = directives,
                Location = location,
                Message = clocksDiffer ? "The clocks of this machine and of the Foyer server differ; set them right." : null,
            },
            (false, true) => BadHandshake(verdict.Reason!),
            _ => null,
        };
    }

    /// <summary>Clocks of a developer's machines may differ; those of production are set.</summary>
    private TimeSpan HandshakeSkew(AuthContext at) => at.IsDevelopment ? DevelopmentHandshakeSkew : _options.Tokens.ClockSkew;

    private static AuthOutcome.SignedOut BadHandshake(string reason) => new(reason)
    {
        Message = "The handshake's answer could not be verified. Check that the publishable key, the secret key and the JWT key belong to one instance.",
    };

    private async ValueTask<(string[]? Directives, string? Refusal)> ReadDirectives(AuthContext at, CancellationToken ct)
    {
        if (at.Nonce is { } nonce && _backend is not null)
        {
            // A nonce is good once. One that is spent or unknown leaves nothing to set, which is an answer too.
            BackendResult<HandshakePayload> taken = await _backend.Clients.GetHandshakePayloadAsync(nonce, ct).ConfigureAwait(false);
            return (Directives.Accept(taken.Value?.Directives ?? []), null);
        }

        if (at.HandshakeToken is not { } token)
        {
            return ([], null);
        }

        (byte[]? payload, string? refusal) = await _tokens.OpenAsync(token, ct).ConfigureAwait(false);
        return payload is null ? (null, refusal)
            : Directives.IsExpired(payload, _clock.GetUtcNow().ToUnixTimeSeconds() - (long)HandshakeSkew(at).TotalSeconds) ? (null, TokenReasons.Expired)
            : Directives.FromPayload(payload) is { } directives ? (directives, null)
            : (null, TokenReasons.VerificationFailed);
    }

    /// <summary>Trades an expired token and the refresh cookie for fresh cookies (WIRE §4.5); or why that was not possible.</summary>
    private async ValueTask<(AuthOutcome? Refreshed, string? Failure)> Refresh(AuthContext at, string expired, SessionClaims claims, CancellationToken ct)
    {
        if (at.Request.Method != "GET") { return (null, "non-eligible-non-get"); }
        if (at.RefreshToken is null) { return (null, "non-eligible-no-refresh-cookie"); }
        if (_backend is null) { return (null, "missing-api-client"); }
        if (string.IsNullOrEmpty(claims.Sid)) { return (null, "expired-session-token-missing-sid-claim"); }

        RefreshSessionRequest request = new()
        {
            ExpiredToken = expired,
            RefreshToken = at.RefreshToken,
            RequestOrigin = at.Origin,
            RequestHeaders = at.Request.Headers
                .Where(header => !header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase) && !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value, StringComparer.Ordinal),
        };
        BackendResult<CookiesResource> answer = await _backend.Sessions.RefreshAsync(claims.Sid, request, at.UsesSuffixed, ct).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return (null, answer.Status == 0 ? "fetch-error" : Name(answer.Code) ?? "unexpected-bapi-error");
        }

        string[] cookies = Directives.Accept(answer.Value.Cookies ?? []);
        string token = Directives.SessionToken(cookies);
        TokenVerdict verdict = await _tokens.VerifyTokenAsync(token, _options.Tokens, ct).ConfigureAwait(false);
        return verdict.IsValid
            ? (new AuthOutcome.SignedIn(token, verdict.Claims) { SetCookies = cookies }, null)
            : (null, "invalid-session-token");
    }

    /// <summary>An error code that may stand in a header and a URL.</summary>
    private static string? Name(string? code) =>
        !string.IsNullOrEmpty(code) && code.Length <= 64 && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? code : null;
}
