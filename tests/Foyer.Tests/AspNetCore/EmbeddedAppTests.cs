using System.Net;
using System.Net.Http.Headers;
using Foyer.AspNetCore;
using Foyer.Backend;
using Foyer.Contracts;
using Foyer.Server;
using Foyer.Server.Instances;
using Foyer.Server.Keys;
using Foyer.Tests.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foyer.Tests.AspNetCore;

/// <summary>An app with the server inside it, both as they are.</summary>
public sealed class EmbeddedAppTests
{
    [Fact]
    public async Task The_signing_key_of_the_server_inside_changes_and_the_app_goes_on()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        string folder = Directory.CreateTempSubdirectory("foyer-embedded-").FullName;
        ManualClock clock = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddFoyerServer(options => options.DataFolder = folder);
        builder.AddFoyer();
        await using (WebApplication app = builder.Build())
        {
            app.UseFoyer();
            app.MapFoyerServer("/__foyer");
            app.MapGet("/context", (HttpContext context) => context.GetAuth().UserId);
            await app.StartAsync(ct);
            using HttpClient http = new() { BaseAddress = new Uri(app.Urls.First()) };
            FoyerBackend backend = app.Services.GetRequiredService<FoyerBackend>();
            UserResource user = (await backend.Users.CreateAsync(new CreateUserRequest { EmailAddress = ["ada@example.com"], SkipPasswordRequirement = true }, ct)).OrThrow();
            string session = (await backend.Sessions.CreateAsync(new CreateSessionRequest { UserId = user.Id }, ct)).OrThrow().Id;
            string first = await Visit();

            InstanceRegistry instances = app.Services.GetRequiredService<InstanceRegistry>();
            string instance = instances.All[0].Id;
            Assert.Null(await app.Services.GetRequiredService<Database>().Write(tx => app.Services.GetRequiredService<SigningKeyStore>().Rotate(tx, instance), ct));
            await instances.Reload(ct);
            Assert.Equal(first, await Visit());
            clock.Forward(SigningKeyStore.Notice);
            Assert.NotEqual(first, await Visit());
            await app.StopAsync(ct);

            async Task<string> Visit()
            {
                string token = (await backend.Sessions.GetTokenAsync(session, cancellationToken: ct)).OrThrow().Jwt;
                using HttpRequestMessage request = new(HttpMethod.Get, "/context") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
                using HttpResponseMessage answer = await http.SendAsync(request, ct);
                Assert.Equal((HttpStatusCode.OK, user.Id), (answer.StatusCode, await answer.Content.ReadAsStringAsync(ct)));
                Assert.True(Jwt.TryRead(token, out Jwt? jwt));
                return jwt.Header.Kid!;
            }
        }

        Directory.Delete(folder, recursive: true);
    }
}
