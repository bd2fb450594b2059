using Foyer.AspNetCore;
using Foyer.Tests.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Foyer.Tests.AspNetCore;

/// <summary>Settings: where they come from, and the sentences that stop the start.</summary>
public sealed class OptionsTests
{
    private static FoyerOptions Read(WebApplicationBuilder builder, Action<FoyerOptions>? configure = null)
    {
        builder.AddFoyer(configure);
        return builder.Build().Services.GetRequiredService<IOptions<FoyerOptions>>().Value;
    }

    [Fact]
    public void The_section_comes_first_then_the_environment_then_code()
    {
        FoyerOptions options = Read(
            TestApp.Builder(null, ("CLERK_PUBLISHABLE_KEY", "pk_test_other"), ("Foyer:SecretKey", null), ("CLERK_SECRET_KEY", " sk_test_env "), ("Foyer:JwtKey", ""), ("CLERK_JWT_KEY", TokenMint.Server.Pem),
                ("CLERK_API_URL", "http://localhost:6000"), ("CLERK_SIGN_IN_URL", "/in"), ("CLERK_SIGN_UP_URL", "/up"), ("CLERK_SIGN_IN_FALLBACK_REDIRECT_URL", "/a"), ("CLERK_SIGN_UP_FALLBACK_REDIRECT_URL", "/b"),
                ("CLERK_PROXY_URL", "/p"), ("Foyer:AuthorizedParties:0", "https://app.example"), ("Foyer:ClockSkew", "00:00:09")),
            configured => configured.SignUpUrl = "/code");

        Assert.Equal(TestApp.Key.Value, options.PublishableKey);
        Assert.Equal(("sk_test_env", "http://localhost:6000", "/in", "/code"), (options.SecretKey, options.ApiUrl, options.SignInUrl, options.SignUpUrl));
        Assert.Equal(("/a", "/b", "/p", TimeSpan.FromSeconds(9)), (options.AfterSignInUrl, options.AfterSignUpUrl, options.ProxyUrl, options.ClockSkew));
        Assert.Equal(TokenMint.Server.Pem.Trim(), options.JwtKey);
        Assert.Equal(["https://app.example"], options.AuthorizedParties);
    }

    [Theory]
    [InlineData("Foyer:PublishableKey", null, "write the pk_… that 'foyer keys' prints to Foyer:PublishableKey")]
    [InlineData("Foyer:PublishableKey", "pk_test_???", "is no publishable key")]
    [InlineData("Foyer:SecretKey", "abc", "begins with sk_test_ or sk_live_")]
    [InlineData("Foyer:SecretKey", "sk_live_abc", "belong to different instances")]
    [InlineData("Foyer:JwtKey", "nonsense", "-----BEGIN PUBLIC KEY-----")]
    [InlineData("Foyer:ApiUrl", "localhost:5080", "absolute http or https URL of the Foyer server")]
    [InlineData("Foyer:ProxyUrl", "__foyer", "Foyer:ProxyUrl is '__foyer'")]
    [InlineData("Foyer:SignInUrl", "//evil.test", "Foyer:SignInUrl is '//evil.test'")]
    [InlineData("Foyer:AfterSignUpUrl", "javascript:alert(1)", "Foyer:AfterSignUpUrl")]
    [InlineData("Foyer:AuthorizedParties:0", "https://app.example/", "an entry is an origin")]
    [InlineData("Foyer:ProtectedRoutes:0", "dashboard/*", "no path pattern")]
    [InlineData("Foyer:ClockSkew", "01:00:00", "Foyer:ClockSkew is 01:00:00")]
    [InlineData("Foyer:IsSatellite", "true", "needs Foyer:Domain")]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence(string key, string? value, string sentence)
    {
        WebApplicationBuilder builder = TestApp.Builder(null, (key, value));
        builder.AddFoyer();
        await using WebApplication app = builder.Build();

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_key_or_a_jwt_key_is_needed()
    {
        WebApplicationBuilder builder = TestApp.Builder(null, ("Foyer:SecretKey", null), ("Foyer:JwtKey", null));
        builder.AddFoyer();
        await using WebApplication app = builder.Build();

        Assert.Contains("CLERK_SECRET_KEY", (await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_lines_are_named()
    {
        WebApplication bare = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("builder.AddFoyer();", Assert.Throws<InvalidOperationException>(() => bare.UseFoyer()).Message, StringComparison.Ordinal);
        Assert.Contains("builder.AddFoyer();", Assert.Throws<InvalidOperationException>(() => bare.MapFoyerProxy()).Message, StringComparison.Ordinal);

        WebApplicationBuilder builder = TestApp.Builder(null, ("Foyer:SecretKey", null));
        builder.AddFoyer();
        WebApplication app = builder.Build();
        Assert.Contains("CLERK_SECRET_KEY", Assert.Throws<InvalidOperationException>(() => app.MapFoyerProxy()).Message, StringComparison.Ordinal);
        foreach (string path in (string[])["", "/", "foyer", "//evil.test", "/{x}", "/a?b"])
        {
            Assert.Throws<ArgumentException>(() => app.MapFoyerProxy(path));
        }
    }
}
