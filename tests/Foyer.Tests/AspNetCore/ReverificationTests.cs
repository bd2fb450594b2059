using System.Net;
using System.Text.Json.Nodes;
using Foyer.AspNetCore;
using Foyer.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Foyer.Tests.AspNetCore;

/// <summary>Routes that want a fresh proof of who somebody is.</summary>
public sealed class ReverificationTests
{
    [Theory]
    [InlineData("strict_mfa", 0, 0, true)]
    [InlineData("strict_mfa", 10, 0, false)]
    [InlineData("strict_mfa", 0, 10, false)]
    [InlineData("strict_mfa", 9, -1, true)]
    [InlineData("strict", 500, 9, true)]
    [InlineData("strict", 0, 10, false)]
    [InlineData("strict", 9, -1, true)]
    [InlineData("strict", 10, -1, false)]
    [InlineData("moderate", 59, -1, true)]
    [InlineData("lax", 0, 1440, false)]
    [InlineData("first", 4, 500, true)]
    [InlineData("first", 5, 0, false)]
    [InlineData("first", -1, -1, false)]
    [InlineData("nonsense", 0, 0, false)]
    public void A_proof_is_fresh_as_the_sdks_count_it(string name, int first, int second, bool isFresh)
    {
        ReverificationLevel level = name switch
        {
            "strict_mfa" => ReverificationLevel.StrictMfa,
            "strict" => ReverificationLevel.Strict,
            "moderate" => ReverificationLevel.Moderate,
            "lax" => ReverificationLevel.Lax,
            "first" => new ReverificationLevel("first_factor", 5),
            _ => new ReverificationLevel(name, 5),
        };
        AuthState state = new() { UserId = "user_ada", Claims = new SessionClaims { Fva = [first, second] } };
        Assert.Equal(isFresh, state.HasProven(level));
        Assert.False((state with { UserId = null }).HasProven(level));
        Assert.False((state with { Claims = new SessionClaims() }).HasProven(level));
    }

    [Fact]
    public async Task A_stale_session_is_sent_to_the_dialog_and_a_fresh_one_goes_on()
    {
        await using TestApp app = await TestApp.Start(web =>
        {
            web.UseFoyer();
            web.MapPost("/transfer", (Auth auth) => auth.Reverify(ReverificationLevel.Strict) is { } refusal ? refusal : Results.Text("done"));
        });

        HttpResponseMessage stale = await app.Send("/transfer", app.SignedIn(claims => claims["fva"] = new JsonArray(90, -1)), "empty", HttpMethod.Post);
        Assert.Equal((HttpStatusCode.Forbidden, "application/json"), (stale.StatusCode, stale.Content.Headers.ContentType!.ToString()));
        Assert.Equal("""{"clerk_error":{"type":"forbidden","reason":"reverification-error","metadata":{"reverification":{"level":"second_factor","afterMinutes":10}}}}""", await stale.Content.ReadAsStringAsync());
        HttpResponseMessage fresh = await app.Send("/transfer", app.SignedIn(), "empty", HttpMethod.Post);
        Assert.Equal((HttpStatusCode.OK, "done"), (fresh.StatusCode, await fresh.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Send("/transfer", TestApp.SignedOut, "empty", HttpMethod.Post)).StatusCode);
    }
}
