namespace Foyer.Server.Tests.Environments;

/// <summary>The environment document, on both databases, and the settings behind it.</summary>
public sealed class EnvironmentTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task It_is_bare_public_and_follows_the_settings(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, new { user_settings = new { attributes = new { username = new { enabled = true, required = true, used_for_first_factor = true } }, password_settings = new { min_length = 12 } } });
        Visitor visitor = await foyer.Visit(withDevBrowser: false);

        Answer answer = await visitor.Get("/environment");

        Assert.Equal("environment", answer.Json!["object"]!.GetValue<string>());
        Assert.Equal(("required", 12), (answer.Json["auth_config"]!["username"]!.GetValue<string>(), answer.Json["user_settings"]!["password_settings"]!["min_length"]!.GetValue<int>()));
        Assert.Equal("""["email_address","username"]""", answer.Json["auth_config"]!["identification_strategies"]!.ToJsonString());
        Assert.Equal(("Acme", "development", "http://localhost:3000"),
            (answer.Json["display_config"]!["application_name"]!.GetValue<string>(), answer.Json["display_config"]!["instance_environment_type"]!.GetValue<string>(), answer.Json["display_config"]!["home_url"]!.GetValue<string>()));
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/environment")).Status);
        Answer unchanged = await visitor.Send(HttpMethod.Get, "/environment", null, request => request.Headers.IfNoneMatch.ParseAdd(answer.Raw.Headers.ETag!.ToString()));
        Assert.Equal(304, unchanged.Status);
    }

    /// <summary>Every way in that the settings open, and none that they close (WIRE §11.2).</summary>
    [Fact]
    public async Task It_lists_every_first_factor_there_is()
    {
        static async Task<string> Listed(object? settings)
        {
            await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite, settings);
            System.Text.Json.Nodes.JsonNode shown = (await (await foyer.Visit(withDevBrowser: false)).Get("/environment")).Json!;
            Assert.True(shown["user_settings"]!["attributes"]!["ticket"]!["enabled"]!.GetValue<bool>());
            return string.Join(' ', shown["auth_config"]!["first_factors"]!.AsArray().Select(strategy => strategy!.GetValue<string>()));
        }

        Assert.Equal("password email_code reset_password_email_code ticket", await Listed(null));
        Assert.Equal("email_link phone_code passkey ticket", await Listed(new
        {
            user_settings = new
            {
                attributes = new
                {
                    password = new { enabled = false, required = false },
                    email_address = new { first_factors = new[] { "email_link" } },
                    phone_number = new { enabled = true, used_for_first_factor = true, first_factors = new[] { "phone_code" } },
                    passkey = new { enabled = true },
                },
            },
        }));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Behind_a_proxy_the_pages_are_the_proxy_s(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        string secret = (await foyer.Backend(TestFoyer.OtherHost)).SecretKey;
        Visitor visitor = await foyer.Visit(TestFoyer.OtherHost, withDevBrowser: false);

        Answer answer = await visitor.Send(HttpMethod.Get, "/environment", null, request =>
        {
            request.Headers.Host = "shared.internal";
            request.Headers.Add("Clerk-Secret-Key", secret);
            request.Headers.Add("Clerk-Proxy-Url", "https://app.test/__foyer");
        });

        Assert.Equal("https://app.test/__foyer/sign-in", answer.Json!["display_config"]!["sign_in_url"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"partitioned_cookies":true}""", "partitioned_cookies", "does not have yet")]
    [InlineData("""{"organization_settings":{"enabled":true}}""", "organization_settings.enabled", "does not have yet")]
    [InlineData("""{"jwt_templates":{"supabase":{}}}""", "jwt_templates.supabase", "is not a setting")]
    [InlineData("""{"user_settings":{"sign_up":{"mode":"closed"}}}""", "user_settings.sign_up.mode", "does not know 'closed'")]
    [InlineData("""{"user_settings":{"sign_up":{"mode":1}}}""", "user_settings.sign_up.mode", "must be text")]
    [InlineData("""{"user_settings":{"password_settings":{"min_length":7}}}""", "user_settings.password_settings.min_length", "between 8 and 72")]
    [InlineData("""{"user_settings":{"password_settings":{"min_length":"8"}}}""", "user_settings.password_settings.min_length", "must be a number")]
    [InlineData("""{"user_settings":{"password_settings":{"min_lenght":8}}}""", "user_settings.password_settings.min_lenght", "is not a setting")]
    [InlineData("""{"auth_config":{"single_session_mode":"no"}}""", "auth_config.single_session_mode", "true or false")]
    [InlineData("""{"user_settings":{"attributes":{"email_address":{"enabled":false}}}}""", "user_settings.attributes", "no way to sign in")]
    [InlineData("""{"user_settings":{"attributes":{"email_address":{"first_factors":["pigeon"]}}}}""", "user_settings.attributes.email_address.first_factors", "does not know 'pigeon'")]
    public void A_setting_that_would_do_nothing_is_refused_with_its_path(string settings, string path, string problem)
    {
        var refused = Assert.Throws<Instances.SettingsException>(() => Instances.SettingsDocument.Apply(System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject(), isDevelopment: true));
        Assert.Equal(path, refused.Path);
        Assert.Contains(problem, refused.Problem);
    }

    [Fact]
    public void Test_mode_is_not_for_production() =>
        Assert.Throws<Instances.SettingsException>(() => Instances.SettingsDocument.Apply(System.Text.Json.Nodes.JsonNode.Parse("""{"auth_config":{"test_mode":true}}""")!.AsObject(), isDevelopment: false));
}
