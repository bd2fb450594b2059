using System.Net.Http.Headers;
using System.Web;
using Foyer.Contracts;
using Foyer.Testing;

namespace Foyer.Server.Tests.Handshakes;

/// <summary>Two apps of two instances on two ports of localhost, whose cookies a browser keeps in one jar.</summary>
public sealed class TwoInstancesTests
{
    private static readonly (string Host, string Port)[] Instances = [("one.foyeraccounts.dev", "localhost:7001"), ("two.foyeraccounts.dev", "localhost:7002")];

    [Fact]
    public async Task Each_port_is_its_instance_and_their_cookies_do_not_meet()
    {
        await using FoyerTestServer server = await FoyerTestServer.StartAsync(new FoyerTestOptions
        {
            Config = System.Text.Json.JsonSerializer.Serialize(new
            {
                applications = Instances.Select(instance => new
                {
                    name = instance.Host,
                    instances = new[] { new { environment = "development", frontend_api = instance.Host, hosts = new[] { instance.Port }, signing_key = TestKeys.Of(instance.Host) } },
                }),
            })
        });
        List<IReadOnlyList<string>> jars = [];
        foreach ((string host, string port) in Instances)
        {
            PublishableKey key = PublishableKey.For(host, isDevelopment: true);
            using HttpClient http = server.CreateClient();
            http.DefaultRequestHeaders.Host = port;
            using HttpClient backend = server.CreateClient();
            backend.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await server.GetSecretKeyAsync(key.Value));
            Assert.Equal(200, (int)(await backend.PostAsync("/v1/users", new StringContent("""{"email_address":["ada@example.com"],"password":"correct horse battery"}""", new MediaTypeHeaderValue("application/json")))).StatusCode);
            string devBrowser = (await Answer.Of(await http.PostAsync("/v1/dev_browser", null))).Json!["id"]!.GetValue<string>();
            Answer signedIn = await Answer.Of(await http.PostAsync("/v1/client/sign_ins?__clerk_db_jwt=" + devBrowser, new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["strategy"] = "password", ["identifier"] = "ada@example.com", ["password"] = "correct horse battery",
            })));
            Assert.Equal(200, signedIn.Status);

            Answer shaken = await Answer.Of(await http.GetAsync($"/v1/client/handshake?__clerk_db_jwt={devBrowser}&format=nonce&redirect_url={Uri.EscapeDataString("http://localhost:3000/")}"));
            string nonce = HttpUtility.ParseQueryString(shaken.Raw.Headers.Location!.Query)["__clerk_handshake_nonce"]!;
            Answer payload = await Answer.Of(await backend.GetAsync("/v1/clients/handshake_payload?nonce=" + nonce));
            IReadOnlyList<string> directives = [.. payload.Json!["directives"]!.AsArray().Select(line => line!.GetValue<string>())];
            Assert.True(Jwt.TryRead(directives.Last(line => line.StartsWith($"__session_{key.CookieSuffix}=", StringComparison.Ordinal)).Split('=', ';')[1], out Jwt? jwt));
            Assert.Equal("https://" + host, jwt.Claims.Iss);
            jars.Add([.. directives.Select(line => line.Split('=')[0]).Where(name => name.Contains("_" + key.CookieSuffix, StringComparison.Ordinal))]);
        }

        Assert.Equal(4, jars[0].Count);
        Assert.Equal(4, jars[1].Count);
        Assert.Empty(jars[0].Intersect(jars[1]));

        // The dev browser of one port is nobody on the other.
        using HttpClient one = server.CreateClient(), two = server.CreateClient();
        (one.DefaultRequestHeaders.Host, two.DefaultRequestHeaders.Host) = (Instances[0].Port, Instances[1].Port);
        string known = (await Answer.Of(await one.PostAsync("/v1/dev_browser", null))).Json!["id"]!.GetValue<string>();
        Assert.Equal(401, (int)(await two.GetAsync("/v1/client?__clerk_db_jwt=" + known)).StatusCode);
    }
}
