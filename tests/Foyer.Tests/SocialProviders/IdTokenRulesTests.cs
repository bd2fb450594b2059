using System.Text.Json;
using System.Text.Json.Nodes;
using Foyer.Server.SocialProviders;

namespace Foyer.Tests.SocialProviders;

/// <summary>Every claim that binds an ID token to its request, one at a time.</summary>
public sealed class IdTokenRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IdTokenDemand Demand = new(["https://issuer.example"], ["client", "native"], "nonce", AccessToken: "access", MaxAge: TimeSpan.FromMinutes(10));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"aud":["client"]}""")]
    [InlineData("""{"aud":"native"}""")]
    [InlineData("""{"aud":["client","other"],"azp":"client"}""")]
    [InlineData("""{"azp":"native"}""")]
    [InlineData("""{"nbf":1767225600}""")]
    [InlineData("""{"exp":1767225541}""")]
    [InlineData("""{"iat":1767225660}""")]
    [InlineData("""{"iat":1767225600.5}""")]
    [InlineData("""{"at_hash":null}""", false)]
    public void A_token_that_agrees_is_taken(string change, bool isTaken = true) => Assert.Equal(isTaken, Agrees(change));

    [Theory]
    [InlineData("""{"iss":"https://another.example"}""")]
    [InlineData("""{"iss":"https://issuer.example/"}""")]
    [InlineData("""{"iss":"HTTPS://issuer.example"}""")]
    [InlineData("""{"iss":null}""")]
    [InlineData("""{"iss":["https://issuer.example"]}""")]
    [InlineData("""{"aud":"another"}""")]
    [InlineData("""{"aud":""}""")]
    [InlineData("""{"aud":null}""")]
    [InlineData("""{"aud":[]}""")]
    [InlineData("""{"aud":[["client"]]}""")]
    [InlineData("""{"aud":["client","other"]}""")]
    [InlineData("""{"aud":{"0":"client"}}""")]
    [InlineData("""{"azp":"another"}""")]
    [InlineData("""{"azp":null}""")]
    [InlineData("""{"exp":1767225540}""")]
    [InlineData("""{"exp":"9999999999"}""")]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"iat":1767225661}""")]
    [InlineData("""{"iat":1767224940}""")]
    [InlineData("""{"iat":null}""")]
    [InlineData("""{"nbf":1767225661}""")]
    [InlineData("""{"nbf":"0"}""")]
    [InlineData("""{"nonce":"another"}""")]
    [InlineData("""{"nonce":null}""")]
    [InlineData("""{"nonce":["nonce"]}""")]
    [InlineData("""{"at_hash":"another"}""")]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":null}""")]
    [InlineData("""{"sub":7}""")]
    public void A_token_that_does_not_is_refused(string change) => Assert.False(Agrees(change));

    [Theory]
    [InlineData("sub")]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("iat")]
    [InlineData("nonce")]
    public void Every_claim_that_is_demanded_must_be_there(string missing)
    {
        JsonObject claims = Good();
        claims.Remove(missing);
        Assert.False(IdTokenRules.Agrees(Element(claims), Demand, Now));
    }

    [Theory]
    [InlineData("9188040d-6c67-4c5b-b112-36a304b66dad", "https://login.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", true)]
    [InlineData("9188040d-6c67-4c5b-b112-36a304b66dad", "https://login.example/another/v2.0", false)]
    [InlineData("../evil", "https://login.example/../evil/v2.0", false)]
    [InlineData(null, "https://login.example/{tid}/v2.0", false)]
    public void An_issuer_of_many_tenants_is_the_tokens_own_tenant(string? tenant, string issuer, bool isTaken)
    {
        JsonObject claims = Good();
        claims["tid"] = tenant;
        claims["iss"] = issuer;
        Assert.Equal(isTaken, IdTokenRules.Agrees(Element(claims), Demand with { Issuers = ["https://login.example/{tid}/v2.0"] }, Now));
    }

    private static bool Agrees(string change)
    {
        JsonObject claims = Good();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            claims[name] = value?.DeepClone();
        }

        return IdTokenRules.Agrees(Element(claims), Demand, Now);
    }

    private static JsonObject Good() => new()
    {
        ["iss"] = "https://issuer.example", ["sub"] = "7", ["aud"] = "client", ["exp"] = Now.ToUnixTimeSeconds() + 3600, ["iat"] = Now.ToUnixTimeSeconds(), ["nonce"] = "nonce",
        // The left half of SHA-256 of "access".
        ["at_hash"] = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(System.Security.Cryptography.SHA256.HashData("access"u8).AsSpan(0, 16)),
    };

    private static JsonElement Element(JsonObject claims) => JsonSerializer.SerializeToElement(claims);
}
