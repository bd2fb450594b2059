using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Foyer.Server.Outbound;

namespace Foyer.Server.SocialProviders;

/// <summary>What a token endpoint handed out.</summary>
internal sealed record ProviderTokens
{
    public required string AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    public string? IdToken { get; init; }

    /// <summary>Seconds the access token is good for; null when the provider does not say.</summary>
    public long? ExpiresIn { get; init; }

    /// <summary>Scopes granted; null when they are those asked for.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    public override string ToString() => "ProviderTokens { … }";
}

/// <summary>Who somebody is at a provider, with the tokens that say so.</summary>
internal sealed record ProviderIdentity(SocialProfile Profile, ProviderTokens? Tokens);

/// <summary>Talks to providers: redeems codes and refresh tokens, reads profiles, takes tokens back. Every answer is checked before it is believed.</summary>
internal sealed class ProviderClient(OutboundHttp http, ProviderDirectory directory, IdTokens idTokens, TimeProvider clock)
{
    /// <summary>How old an ID token from a page or a native app may be: it is a proof of now, not of last week.</summary>
    private static readonly TimeSpan OldestToken = TimeSpan.FromMinutes(10);

    /// <summary>Redeems the code of an authorization and reads who came.</summary>
    /// <param name="connection">The connection the attempt began with.</param>
    /// <param name="code">The code.</param>
    /// <param name="redirectUri">The address the code was sent to, exactly.</param>
    /// <param name="codeVerifier">The secret whose challenge was sent; null where there was none.</param>
    /// <param name="nonce">The nonce that was sent; null where none was.</param>
    /// <param name="user">What Apple posts beside the code: the name, once, at the first time.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<Outcome<ProviderIdentity>> Redeem(SocialConnection connection, string code, string? redirectUri, string? codeVerifier, string? nonce, string? user, CancellationToken ct)
    {
        if ((await directory.Complete(connection, ct)).IsFault(out Fault? fault, out SocialConnection complete))
        {
            return fault;
        }

        List<KeyValuePair<string, string>> form = [new("grant_type", "authorization_code"), new("code", code)];
        if (redirectUri is not null)
        {
            form.Add(new("redirect_uri", redirectUri));
        }

        if (codeVerifier is not null && complete.Provider.Pkce)
        {
            form.Add(new("code_verifier", codeVerifier));
        }

        if ((await Ask(complete, form, ct)).IsFault(out fault, out ProviderTokens tokens) || (await Identify(complete, tokens, nonce, ct)).IsFault(out fault, out SocialProfile profile))
        {
            return fault;
        }

        return new ProviderIdentity(user is null ? profile : WithPostedName(profile, user), tokens);
    }

    /// <summary>Reads who an ID token from a page (One Tap) or a native app is about.</summary>
    public async Task<Outcome<ProviderIdentity>> Believe(SocialConnection connection, string idToken, CancellationToken ct)
    {
        if ((await directory.Complete(connection, ct)).IsFault(out Fault? fault, out SocialConnection complete))
        {
            return fault;
        }

        if (complete.Provider.JwksUrl.Length == 0)
        {
            return SocialProviderFaults.IdTokenInvalid;
        }

        IdTokenDemand demand = new(complete.Provider.Issuers, complete.Audiences, Nonce: null, MaxAge: OldestToken);
        if ((await idTokens.Verify(idToken, complete.Provider.JwksUrl, demand, ct)).IsFault(out fault, out JsonElement claims))
        {
            return fault;
        }

        return ProfileRules.Read(claims, complete.Provider.Claims) is { } profile ? new ProviderIdentity(profile, null) : SocialProviderFaults.Profile;
    }

    /// <summary>Exchanges a refresh token for other tokens.</summary>
    public async Task<Outcome<ProviderTokens>> Refresh(SocialConnection connection, string refreshToken, CancellationToken ct) =>
        (await directory.Complete(connection, ct)).IsFault(out Fault? fault, out SocialConnection complete)
            ? fault
            : await Ask(complete, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], ct);

    /// <summary>Asks the provider to forget a token (RFC 7009).</summary>
    /// <returns>Whether that is settled: it has answered, be it with a refusal, or it takes no such wishes.</returns>
    public async Task<bool> Revoke(SocialConnection connection, string token, CancellationToken ct)
    {
        if ((await directory.Complete(connection, ct)).IsFault(out _, out SocialConnection complete))
        {
            return false;
        }

        if (complete.Provider.RevocationUrl.Length == 0)
        {
            return true;
        }

        using HttpRequestMessage request = Form(complete, complete.Provider.RevocationUrl, [new("token", token)]);
        return !(await http.Send(request, ct)).IsFault(out _, out OutboundAnswer answer) && answer.Status is < 500 and not (408 or 429);
    }

    private async Task<Outcome<ProviderTokens>> Ask(SocialConnection connection, List<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        using HttpRequestMessage request = Form(connection, connection.Provider.TokenUrl, form);
        if ((await http.Send(request, ct)).IsFault(out _, out OutboundAnswer answer))
        {
            return SocialProviderFaults.Exchange;
        }

        // Some say 200 and mean an error.
        using JsonDocument? json = answer.IsSuccess ? StrictJson.Parse(answer.Body, out _) : null;
        return json is not null && !json.RootElement.TryGetProperty("error", out _) && Tokens(json.RootElement) is { } tokens ? tokens : SocialProviderFaults.Exchange;
    }

    private HttpRequestMessage Form(SocialConnection connection, string url, List<KeyValuePair<string, string>> form)
    {
        HttpRequestMessage request = new(HttpMethod.Post, url);
        request.Headers.Accept.ParseAdd("application/json");
        SocialProvider provider = connection.Provider;
        if (provider.Proof == ClientProof.Basic)
        {
            string pair = Uri.EscapeDataString(connection.Settings.ClientId) + ":" + Uri.EscapeDataString(connection.Settings.ClientSecret);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }
        else
        {
            form = [.. form, new("client_id", connection.Settings.ClientId), new("client_secret", provider.Proof == ClientProof.Assertion ? SignedSecret(connection) : connection.Settings.ClientSecret)];
        }

        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    /// <summary>Who the tokens are about: by the ID token where the provider is an OpenID one, by its profile where not, by both where the token is short.</summary>
    private async Task<Outcome<SocialProfile>> Identify(SocialConnection connection, ProviderTokens tokens, string? nonce, CancellationToken ct)
    {
        SocialProvider provider = connection.Provider;
        SocialProfile? profile = null;
        if (provider.IsOpenId)
        {
            IdTokenDemand demand = new(provider.Issuers, [connection.Settings.ClientId], provider.Nonce ? nonce ?? "" : null, tokens.AccessToken);
            if (tokens.IdToken is null)
            {
                return SocialProviderFaults.IdTokenInvalid;
            }

            if ((await idTokens.Verify(tokens.IdToken, provider.JwksUrl, demand, ct)).IsFault(out Fault? fault, out JsonElement claims))
            {
                return fault;
            }

            profile = ProfileRules.Read(claims, provider.Claims);
            // A map may name members only the profile has.
            string subject = claims.GetProperty("sub").GetString()!;
            if (provider.UserInfoUrl.Length > 0 && (profile is null or { EmailAddress: null } or { FirstName: null, LastName: null }))
            {
                if ((await Get(provider.UserInfoUrl, tokens, ct)).IsFault(out fault, out JsonElement more))
                {
                    return profile is null ? fault : profile;
                }

                // The answer must be about the person of the token (OpenID Connect Core §5.3.2).
                if (!more.TryGetProperty("sub", out JsonElement same) || same.ValueKind != JsonValueKind.String || same.GetString() != subject)
                {
                    return SocialProviderFaults.Profile;
                }

                SocialProfile? second = ProfileRules.Read(more, provider.Claims);
                profile = profile is null ? second : second is null ? profile : ProfileRules.Merge(profile, second);
            }

            return profile is null ? SocialProviderFaults.Profile : profile;
        }

        if ((await Get(provider.UserInfoUrl, tokens, ct)).IsFault(out Fault? unread, out JsonElement answer))
        {
            return unread;
        }

        profile = ProfileRules.Read(answer, provider.Claims);
        if (profile is not null && provider.EmailsUrl.Length > 0 && !(await Get(provider.EmailsUrl, tokens, ct)).IsFault(out _, out JsonElement addresses))
        {
            profile = ProfileRules.WithAddresses(profile, addresses);
        }

        return profile is null ? SocialProviderFaults.Profile : profile;
    }

    private async Task<Outcome<JsonElement>> Get(string url, ProviderTokens tokens, CancellationToken ct)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        if ((await http.Send(request, ct)).IsFault(out _, out OutboundAnswer answer) || !answer.IsSuccess)
        {
            return SocialProviderFaults.Profile;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return SocialProviderFaults.Profile;
        }
    }

    private static ProviderTokens? Tokens(JsonElement json)
    {
        string? accessToken = Text(json, "access_token");
        return accessToken is null || accessToken.Any(c => c is <= ' ' or > '~') ? null : new ProviderTokens
        {
            AccessToken = accessToken,
            RefreshToken = Text(json, "refresh_token"),
            IdToken = Text(json, "id_token"),
            ExpiresIn = json.TryGetProperty("expires_in", out JsonElement seconds) ? Seconds(seconds) : null,
            Scopes = json.TryGetProperty("scope", out JsonElement scope) ? Scopes(scope) : null,
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 16_384 } text ? text : null;

    private static long? Seconds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out long number) => Math.Clamp(number, 0, 315_360_000),
        JsonValueKind.String when value.GetString().AsNumber() is { } number => Math.Clamp(number, 0, 315_360_000),
        _ => null,
    };

    /// <summary>Scopes as one text, with spaces or commas between, or as a list.</summary>
    private static IReadOnlyList<string>? Scopes(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries),
        JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => null,
    };

    /// <summary>The name beside the code is the person's own word: good for a name, and for nothing else.</summary>
    private static SocialProfile WithPostedName(SocialProfile profile, string user)
    {
        using JsonDocument? json = StrictJson.Parse(Encoding.UTF8.GetBytes(user), out _);
        SocialProfile? posted = json is null ? null : ProfileRules.Read(json.RootElement, PostedName);
        return posted is null ? profile : profile with { FirstName = profile.FirstName ?? posted.FirstName, LastName = profile.LastName ?? posted.LastName };
    }

    private static readonly ClaimsMap PostedName = new()
    {
        // No subject is posted; any member that is there will do to have the rest read.
        Subject = "name.firstName", EmailAddress = "", EmailAddressVerified = "", FirstName = "name.firstName", LastName = "name.lastName", FullName = "", Username = "", ImageUrl = "",
    };

    /// <summary>A client secret that is a token (ES256), good for five minutes.</summary>
    private string SignedSecret(SocialConnection connection)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string header = Part(writer =>
        {
            writer.WriteString("alg", "ES256");
            writer.WriteString("kid", connection.Settings.KeyId);
        });
        string payload = Part(writer =>
        {
            writer.WriteString("iss", connection.Settings.TeamId);
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", now.AddMinutes(5).ToUnixTimeSeconds());
            writer.WriteString("aud", connection.Provider.Issuers[0]);
            writer.WriteString("sub", connection.Settings.ClientId);
        });
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(connection.Settings.PrivateKey);
        return $"{header}.{payload}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(header + "." + payload), HashAlgorithmName.SHA256))}";
    }

    private static string Part(Action<Utf8JsonWriter> write)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
