using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Backend;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>Token verification (WIRE §5.1) and the attacks on it; the numbers are those of the security cases.</summary>
public sealed class TokenVerifierTests
{
    private readonly TokenMint _mint = TokenMint.Server;
    private readonly ManualClock _clock = new();

    private TokenVerifier Verifier(int cacheSize = 0) => new(TokenKeys.FromPem(_mint.Pem), _clock, cacheSize);

    private async Task<string?> Reason(string token, VerifyTokenOptions? options = null) => (await Verifier().VerifyTokenAsync(token, options)).Reason;

    [Fact]
    public async Task A_token_as_the_server_signs_it_is_good()
    {
        TokenVerdict verdict = await Verifier().VerifyTokenAsync(_mint.Session(_clock.Seconds, claims => claims["o"] = new JsonObject { ["id"] = "org_1", ["slg"] = "acme", ["rol"] = "admin" }));

        Assert.Null(verdict.Reason);
        Assert.Equal(("user_ada", "sess_1", "org_1"), (verdict.Claims!.Sub, verdict.Claims.Sid, verdict.Claims.O!.Id));
        Assert.Equal([0, -1], verdict.Claims.Fva!);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(64, null)]
    [InlineData(65, TokenReasons.Expired)]
    [InlineData(-5, null)]
    [InlineData(-6, TokenReasons.IssuedInTheFuture)]
    [InlineData(-16, TokenReasons.NotActiveYet)]
    public async Task Time_counts_with_five_seconds_of_skew(int age, string? reason) =>
        Assert.Equal(reason, await Reason(_mint.Session(_clock.Seconds - age)));

    [Fact]
    public async Task Claims_are_checked_after_the_signature()
    {
        VerifyTokenOptions parties = new() { AuthorizedParties = ["http://localhost:5090"] };
        VerifyTokenOptions audience = new() { Audience = ["api"] };
        foreach (var (claims, options, reason) in new (Action<JsonObject>, VerifyTokenOptions?, string?)[]
        {
            (c => c["sub"] = 42, null, TokenReasons.VerificationFailed),
            (c => c["sub"] = "", null, TokenReasons.VerificationFailed),
            (c => c.Remove("sub"), null, TokenReasons.VerificationFailed),
            (c => c.Remove("exp"), null, TokenReasons.VerificationFailed),
            (c => c["exp"] = "soon", null, TokenReasons.VerificationFailed),
            (c => c["exp"] = 1.5, null, TokenReasons.VerificationFailed),
            (_ => { }, parties, null),
            (c => c["azp"] = "https://evil.test", parties, TokenReasons.InvalidAuthorizedParties),
            (c => c["azp"] = "http://localhost:5090/", parties, TokenReasons.InvalidAuthorizedParties),
            (c => c.Remove("azp"), parties, TokenReasons.InvalidAuthorizedParties),
            (_ => { }, audience, null),
            (c => c["aud"] = "api", audience, null),
            (c => c["aud"] = new JsonArray("web", "api"), audience, null),
            (c => c["aud"] = "web", audience, TokenReasons.VerificationFailed),
            (c => c["aud"] = new JsonArray("web"), audience, TokenReasons.VerificationFailed),
            (c => c["aud"] = 7, audience, TokenReasons.VerificationFailed),
            (c => c["aud"] = "web", null, null),
        })
        {
            Assert.Equal(reason, await Reason(_mint.Session(_clock.Seconds, claims), options));
        }
    }

    /// <summary>Case 1.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    public async Task An_unsigned_token_is_refused(string alg)
    {
        JsonObject header = TokenMint.Header(_clock.Seconds);
        header["alg"] = alg;
        string unsigned = TokenMint.Encode(header.ToJsonString()) + "." + TokenMint.Encode(TokenMint.Claims(_clock.Seconds).ToJsonString()) + ".";

        Assert.Equal(TokenReasons.InvalidAlgorithm, await Reason(unsigned));
        Assert.NotNull(await Reason(unsigned.TrimEnd('.')));
    }

    /// <summary>Case 2: the key decides the algorithm, never the header.</summary>
    [Fact]
    public async Task The_public_key_is_no_shared_secret()
    {
        byte[][] secrets = [Encoding.UTF8.GetBytes(_mint.Pem), _mint.PublicDer(), JsonSerializer.SerializeToUtf8Bytes(_mint.Jwk(), WireJson.Default.Options), Encoding.UTF8.GetBytes(_mint.Pem + "\n")];
        foreach (byte[] secret in secrets)
        {
            foreach (string alg in (string[])["HS256", "RS256"])
            {
                JsonObject header = TokenMint.Header(_clock.Seconds);
                header["alg"] = alg;
                string? reason = await Reason(TokenMint.Hmac(header.ToJsonString(), TokenMint.Claims(_clock.Seconds).ToJsonString(), secret));
                Assert.Equal(alg == "RS256" ? TokenReasons.InvalidSignature : TokenReasons.InvalidAlgorithm, reason);
            }
        }
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("rs256")]
    public async Task Only_RS256_is_known(string alg) =>
        Assert.Equal(TokenReasons.InvalidAlgorithm, await Reason(_mint.Session(_clock.Seconds, header: header => header["alg"] = alg)));

    /// <summary>Case 4.</summary>
    [Fact]
    public async Task A_hostile_kid_finds_no_key()
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(200, JsonSerializer.Serialize(new JwksResource([_mint.Jwk()]), WireJson.Default.JwksResource));
        TokenVerifier verifier = new(TokenKeys.FromBackend(api.Client().Jwks, _clock), _clock);
        foreach (JsonNode? kid in (JsonNode?[])["../../../../dev/null", "' OR 1=1--", new string('k', 64 * 1024), "a\0b", "ins_other", "", null, 7, new JsonArray(TokenMint.Kid)])
        {
            string? reason = (await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds, header: header => header["kid"] = kid?.DeepClone()))).Reason;
            Assert.Contains(reason, (string[])[TokenReasons.KeyMismatch, TokenReasons.Invalid]);
        }

        Assert.Null((await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).Reason);
    }

    /// <summary>Cases 6 and 7: a token of another class is no session, whatever its claims say.</summary>
    [Theory]
    [InlineData(TokenCategories.JwtTemplate, TokenReasons.TypeMismatch)]
    [InlineData(TokenCategories.MachineToMachine, TokenReasons.TypeMismatch)]
    [InlineData("cl_unknown", TokenReasons.TypeMismatch)]
    [InlineData(TokenCategories.Session, null)]
    [InlineData(null, null)]
    public async Task The_category_must_be_a_sessions(string? category, string? reason) =>
        Assert.Equal(reason, await Reason(_mint.Session(_clock.Seconds, header: header =>
        {
            header.Remove("cat");
            if (category is not null)
            {
                header["cat"] = category;
            }
        })));

    /// <summary>Case 14.</summary>
    [Fact]
    public async Task Extensions_and_other_media_types_are_refused()
    {
        foreach (Action<JsonObject> change in new Action<JsonObject>[]
        {
            header => header["crit"] = new JsonArray("urn:example:unknown"),
            header => header["crit"] = new JsonArray(),
            header => header["b64"] = false,
            header => header["zip"] = "DEF",
            header => header["typ"] = "at+jwt",
            header => header["typ"] = "jwt",
            header => header["typ"] = null,
        })
        {
            Assert.Equal(TokenReasons.Invalid, await Reason(_mint.Session(_clock.Seconds, header: change)));
        }

        Assert.Null(await Reason(_mint.Session(_clock.Seconds, header: header => header.Remove("typ"))));
    }

    /// <summary>Case 15: an encrypted token is refused by its shape; nothing is ever inflated.</summary>
    [Fact]
    public async Task An_encrypted_token_is_refused_at_once()
    {
        string bomb = string.Join('.', TokenMint.Encode("""{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}"""), "a", "b", TokenMint.Encode(new string('x', 1024)), "c");
        TokenVerifier verifier = Verifier();
        Assert.Equal(TokenReasons.Invalid, (await verifier.VerifyTokenAsync(bomb)).Reason);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Assert.False((await verifier.VerifyTokenAsync(bomb)).IsValid);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    /// <summary>Case 12: at least ten thousand altered tokens, none accepted, none that throws.</summary>
    [Fact]
    public async Task No_altered_token_is_accepted()
    {
        string good = _mint.Session(_clock.Seconds);
        TokenVerifier verifier = Verifier(cacheSize: 64);
        Assert.True((await verifier.VerifyTokenAsync(good)).IsValid);

        int mutants = 0;
        foreach (string mutant in Mutants(good))
        {
            mutants++;
            TokenVerdict verdict = await verifier.VerifyTokenAsync(mutant);
            Assert.False(verdict.IsValid, mutant);
            Assert.Null(verdict.Claims);
        }

        Assert.InRange(mutants, 10_000, int.MaxValue);
        Assert.True((await verifier.VerifyTokenAsync(good)).IsValid);
    }

    private static IEnumerable<string> Mutants(string good)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const string Foreign = "=+/ \n\t\0%.é";
        for (int i = 0; i < good.Length; i++)
        {
            // Every neighbour of the last letter of a part among them: these differ in stray bits alone.
            foreach (char letter in Foreign.Concat(Enumerable.Range(1, 12).Select(step => Letters[(Math.Max(0, Letters.IndexOf(good[i], StringComparison.Ordinal)) + step) % 64])))
            {
                if (letter != good[i])
                {
                    yield return string.Concat(good.AsSpan(0, i), letter.ToString(), good.AsSpan(i + 1));
                }
            }

            yield return good.Remove(i, 1);
            yield return good.Insert(i, "A");
            yield return good.Insert(i, ".");
            yield return good.Insert(i, " ");
            yield return good[..i];
        }

        string[] parts = good.Split('.');
        for (int pads = 1; pads < 4; pads++)
        {
            yield return good + new string('=', pads);
            yield return $"{parts[0]}{new string('=', pads)}.{parts[1]}.{parts[2]}";
            yield return $"{parts[0]}.{parts[1]}{new string('=', pads)}.{parts[2]}";
        }

        yield return $"{parts[0]}.{parts[1]}";
        yield return $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}";
        yield return $"{parts[1]}.{parts[0]}.{parts[2]}";
        yield return $"{parts[0]}..{parts[2]}";
        yield return $".{parts[1]}.{parts[2]}";
        yield return "";
        yield return "..";
        yield return new string('A', Jwt.MaxLength + 1);
        string tampered = Encoding.UTF8.GetString(Jwt.Decode(parts[1])!).Replace("\"exp\":", "\"exp\":31536000", StringComparison.Ordinal);
        yield return $"{parts[0]}.{TokenMint.Encode(tampered)}.{parts[2]}";
        yield return $"{parts[0]}.{parts[1]}.{TokenMint.Encode(new string('\u00ff', 128))}";
    }

    [Fact]
    public async Task A_remembered_token_still_expires_and_still_meets_its_options()
    {
        TokenVerifier verifier = Verifier(cacheSize: 16);
        string token = _mint.Session(_clock.Seconds);
        SessionClaims claims = (await verifier.VerifyTokenAsync(token)).Claims!;

        Assert.Same(claims, (await verifier.VerifyTokenAsync(token)).Claims);
        Assert.Equal(TokenReasons.InvalidAuthorizedParties, (await verifier.VerifyTokenAsync(token, new VerifyTokenOptions { AuthorizedParties = ["https://other.example"] })).Reason);
        _clock.Forward(TimeSpan.FromSeconds(65));
        Assert.Equal(TokenReasons.Expired, (await verifier.VerifyTokenAsync(token)).Reason);
    }

    [Fact]
    public async Task A_remembered_token_allocates_nothing()
    {
        TokenVerifier verifier = Verifier(cacheSize: 16);
        string token = _mint.Session(_clock.Seconds);
        Assert.True((await verifier.VerifyTokenAsync(token)).IsValid);

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (int i = 0; i < 1000; i++)
        {
            all &= (await verifier.VerifyTokenAsync(token)).IsValid;
        }

        Assert.True(all);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_removed_key_takes_its_remembered_tokens_with_it()
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(200, JsonSerializer.Serialize(new JwksResource([_mint.Jwk()]), WireJson.Default.JwksResource));
        TokenVerifier verifier = new(TokenKeys.FromBackend(api.Client().Jwks, _clock), _clock);
        string token = _mint.Session(_clock.Seconds, claims => claims["exp"] = _clock.Seconds + 3600);
        Assert.True((await verifier.VerifyTokenAsync(token)).IsValid);

        api.Answers(200, JsonSerializer.Serialize(new JwksResource([_mint.Jwk("ins_next")]), WireJson.Default.JwksResource));
        Assert.True((await verifier.VerifyTokenAsync(token)).IsValid);
        _clock.Forward(TimeSpan.FromMinutes(5));
        Assert.Equal(TokenReasons.KeyMismatch, (await verifier.VerifyTokenAsync(token)).Reason);
    }

    [Fact]
    public async Task Keys_are_read_once_for_many_and_kept_for_five_minutes()
    {
        await using StubApi api = await StubApi.Start();
        string keys = JsonSerializer.Serialize(new JwksResource([_mint.Jwk()]), WireJson.Default.JwksResource);
        api.Answer = async context =>
        {
            await Task.Delay(100);
            await StubApi.Json(context, 200, keys);
        };
        TokenVerifier verifier = new(TokenKeys.FromBackend(api.Client().Jwks, _clock), _clock, cacheSize: 0);
        string token = _mint.Session(_clock.Seconds, claims => claims["exp"] = _clock.Seconds + 3600);

        TokenVerdict[] verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await verifier.VerifyTokenAsync(token))));
        Assert.All(verdicts, verdict => Assert.True(verdict.IsValid));
        Assert.Single(api.Requests);
        Assert.Equal(("GET", "/v1/jwks", "Bearer sk_test_abc"), (api.Last.Method, api.Last.Target, api.Last.Headers.Authorization.ToString()));

        _clock.Forward(TimeSpan.FromMinutes(4.9));
        Assert.True((await verifier.VerifyTokenAsync(token)).IsValid);
        Assert.Single(api.Requests);
        _clock.Forward(TimeSpan.FromMinutes(0.2));
        Assert.True((await verifier.VerifyTokenAsync(token)).IsValid);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_kid_reads_the_keys_again_but_not_at_a_strangers_pace()
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(200, JsonSerializer.Serialize(new JwksResource([_mint.Jwk("ins_old")]), WireJson.Default.JwksResource));
        TokenVerifier verifier = new(TokenKeys.FromBackend(api.Client().Jwks, _clock), _clock);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(TokenReasons.KeyMismatch, (await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).Reason);
        }

        Assert.Single(api.Requests);
        api.Answers(200, JsonSerializer.Serialize(new JwksResource([_mint.Jwk("ins_old"), _mint.Jwk()]), WireJson.Default.JwksResource));
        _clock.Forward(TimeSpan.FromSeconds(10));
        Assert.True((await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).IsValid);
        Assert.Equal(2, api.Requests.Count);
    }

    [Theory]
    [InlineData(401, """{"errors":[{"code":"clerk_key_invalid","message":"m","long_message":"l"}],"clerk_trace_id":"t"}""", TokenReasons.SecretKeyInvalid)]
    [InlineData(500, "oops", TokenReasons.KeysFailedToLoad)]
    [InlineData(200, """{"keys":[]}""", TokenReasons.KeysMissing)]
    [InlineData(200, """{"keys":[{"kid":"k","kty":"RSA","use":"sig","alg":"RS256","n":"AQAB","e":"AQAB"}]}""", TokenReasons.KeysMissing)]
    [InlineData(200, """{"keys":null}""", TokenReasons.KeysMissing)]
    public async Task Keys_that_cannot_be_read_are_a_reason(int status, string body, string reason)
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(status, body);
        TokenVerifier verifier = new(TokenKeys.FromBackend(api.Client().Jwks, _clock), _clock);

        Assert.Equal(reason, (await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).Reason);
    }

    [Fact]
    public async Task The_last_keys_serve_while_the_server_is_down()
    {
        await using StubApi api = await StubApi.Start();
        api.Answers(200, JsonSerializer.Serialize(new JwksResource([_mint.Jwk()]), WireJson.Default.JwksResource));
        TokenVerifier verifier = new(TokenKeys.FromBackend(api.Client().Jwks, _clock), _clock);
        Assert.True((await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).IsValid);

        api.Answers(503, "down");
        _clock.Forward(TimeSpan.FromMinutes(30));
        Assert.True((await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).IsValid);
        _clock.Forward(TimeSpan.FromMinutes(31));
        Assert.Equal(TokenReasons.KeysFailedToLoad, (await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).Reason);
    }

    [Fact]
    public void A_key_that_is_not_RSA_2048_is_refused_with_a_sentence()
    {
        using var small = System.Security.Cryptography.RSA.Create(1024);
        using var secret = System.Security.Cryptography.RSA.Create(2048);
        using var curve = System.Security.Cryptography.ECDsa.Create();
        foreach (string pem in (string[])[small.ExportSubjectPublicKeyInfoPem(), secret.ExportPkcs8PrivateKeyPem(), curve.ExportSubjectPublicKeyInfoPem(), "", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
        {
            Assert.Contains("-----BEGIN PUBLIC KEY-----", Assert.Throws<ArgumentException>(() => TokenKeys.FromPem(pem)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_with_its_line_ends_written_out_is_read()
    {
        TokenVerifier verifier = new(TokenKeys.FromPem(_mint.Pem.ReplaceLineEndings("\\n")), _clock);
        Assert.True((await verifier.VerifyTokenAsync(_mint.Session(_clock.Seconds))).IsValid);
    }

    [Fact]
    public async Task Many_threads_verify_at_once()
    {
        TokenVerifier verifier = Verifier();
        string[] tokens = [.. Enumerable.Range(0, 8).Select(i => _mint.Session(_clock.Seconds, claims => claims["sub"] = "user_" + i))];
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(async () => (await verifier.VerifyTokenAsync(tokens[i % 8])).Claims?.Sub)));
        Assert.All(answers.Index(), answer => Assert.Equal("user_" + (answer.Index % 8), answer.Item));
    }
}
