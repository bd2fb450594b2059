using System.Text.Json.Nodes;
using Foyer.Browser.Tests;
using Foyer.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(AccountFoyer))]

namespace Foyer.Browser.Tests;

/// <summary>Everything one's own account can have, a provider beside it, and proofs that grow old; its clock can be moved on.</summary>
public sealed class AccountFoyer : FoyerUnderTest
{
    private readonly MovedClock _clock = new();
    private FakeIdentityProvider? _provider;

    public FakeIdentityProvider Provider => _provider!;

    protected override bool CallsProviderHere => true;

    protected override string Settings
    {
        get
        {
            JsonObject settings = Provider.Settings("oauth_google", "oauth_github");
            settings["auth_config"] = new JsonObject { ["reverification"] = true };
            settings["user_settings"]!["attributes"] = JsonNode.Parse("""
                {
                  "username": { "enabled": true, "used_for_first_factor": true },
                  "password": { "required": false },
                  "phone_number": { "enabled": true, "used_for_second_factor": true, "second_factors": [ "phone_code" ], "verifications": [ "phone_code" ] },
                  "passkey": { "enabled": true },
                  "authenticator_app": { "enabled": true },
                  "backup_code": { "enabled": true },
                  "web3_wallet": { "enabled": true, "used_for_first_factor": true, "first_factors": [ "web3_metamask_signature" ] }
                }
                """);
            return settings.ToJsonString();
        }
    }

    /// <summary>The server's time.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Lets every proof given so far grow old.</summary>
    public void LetProofsGrowOld() => _clock.Forward(TimeSpan.FromMinutes(11));

    public override async ValueTask InitializeAsync()
    {
        _provider = await FakeIdentityProvider.StartAsync();
        _provider.Clock = _clock;
        _provider.People.Add(new FakePerson { Subject = "ada", EmailAddress = "ada@gmail.example", FirstName = "Ada" });
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    protected override void Configure(WebApplicationBuilder server) => server.Services.AddSingleton<TimeProvider>(_clock);

    private sealed class MovedClock : TimeProvider
    {
        private long _ticks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

        public void Forward(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
