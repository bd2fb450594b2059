using Foyer.Server.Instances;

namespace Foyer.Server.Tests.Startup;

/// <summary>A configuration file that is wrong stops the start with a sentence: which file, where in it, what.</summary>
public sealed class ConfigFileTests
{
    [Theory]
    [InlineData("""{"applications":[],"colour":"red"}""", "colour is not known here; known are applications")]
    [InlineData("""{"applications":[{"name":"A","instances":[],"x":1}]}""", "applications[0].x is not known here")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"enviroment":"development"}]}]}""", "applications[0].instances[0].enviroment is not known here")]
    [InlineData("""{"applications":{}}""", "applications must be a list")]
    [InlineData("""{"applications":[7]}""", "applications[0] must be an object")]
    [InlineData("[]", "the whole file must be an object")]
    [InlineData("""{"applications":[{"instances":[]}]}""", "applications[0].name is missing")]
    [InlineData("""{"applications":[{"name":7,"instances":[]}]}""", "applications[0].name must be text")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"environment":"staging"}]}]}""", "applications[0].instances[0].environment must be development or production")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"environment":"production"}]}]}""", "applications[0].instances[0].frontend_api is missing")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"frontend_api":"https://a.b"}]}]}""", "applications[0].instances[0].frontend_api must be a host name")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"hosts":["a b"]}]}]}""", "applications[0].instances[0].hosts must be a host name")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"secret_key":"sk_live_0123456789012345678901234567"}]}]}""", "applications[0].instances[0].secret_key must start with sk_test_")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"secret_key":"sk_test_short"}]}]}""", "applications[0].instances[0].secret_key must start with sk_test_")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"signing_key":"not a key"}]}]}""", "applications[0].instances[0].signing_key must be an RSA private key")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"allowed_origins":["app.example.com"]}]}]}""", "applications[0].instances[0].allowed_origins must hold origins")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"allowed_origins":["https://app.example.com/path"]}]}]}""", "applications[0].instances[0].allowed_origins must hold origins")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"allowed_origins":["chrome-extension://abc/popup.html"]}]}]}""", "applications[0].instances[0].allowed_origins must hold origins")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"allowed_origins":["file://page"]}]}]}""", "applications[0].instances[0].allowed_origins must hold origins")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"allowed_origins":"*"}]}]}""", "applications[0].instances[0].allowed_origins must be a list of texts")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"home_url":"javascript:alert(1)"}]}]}""", "applications[0].instances[0].home_url must be an address")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"sign_in_url":"//evil.test"}]}]}""", "applications[0].instances[0].sign_in_url must be an address")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":[]}]}]}""", "applications[0].instances[0].settings must be an object")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"user_settings":{"passwords":{}}}}]}]}""", "settings.user_settings.passwords is not a setting")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"maintenance_mode":"yes"}}]}]}""", "settings.maintenance_mode must be true or false")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"user_settings":{"password_settings":{"min_length":7.5}}}}]}]}""", "settings.user_settings.password_settings.min_length must be a number")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"user_settings":{"password_settings":{"min_length":1}}}}]}]}""", "settings.user_settings.password_settings.min_length must be between 8 and 72")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"user_settings":{"sign_up":{"mode":"closed"}}}}]}]}""", "settings.user_settings.sign_up.mode does not know 'closed'")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"organization_settings":{"enabled":true}}}]}]}""", "settings.organization_settings.enabled belongs to a feature this version does not have yet")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"settings":{"social":{"google":{}}}}]}]}""", "settings.social.google is not a social connection")]
    [InlineData("""{"applications":[{"name":"A","instances":[{"environment":"production","frontend_api":"a.example.com","settings":{"auth_config":{"test_mode":true}}}]}]}""", "settings.auth_config.test_mode cannot be on in production")]
    [InlineData("""{"applications":[], }x""", "is not JSON: line 1")]
    [InlineData("{\n  \"applications\": [\n}", "is not JSON: line 3")]
    [InlineData("""{"applications":[],"applications":[]}""", "is not JSON")]
    [InlineData("", "is not JSON")]
    public void What_is_wrong_and_where_is_said_in_one_sentence(string text, string expected)
    {
        using Scratch scratch = new();
        string file = scratch.Write("foyer.json", text);

        StartupException problem = Assert.Throws<StartupException>(() => ConfigFile.Load(file));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Contains(file, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        StartupException problem = Assert.Throws<StartupException>(() => ConfigFile.Load("nowhere.json"));
        Assert.Contains("'nowhere.json' cannot be read", problem.Message, StringComparison.Ordinal);
    }
}
