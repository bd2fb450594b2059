using System.Text.Json.Nodes;
using Foyer.Server.Instances;

namespace Foyer.Tests.SocialProviders;

public sealed class SocialSettingsTests
{
    [Theory]
    [InlineData("""{"social":{"oauth_nobody":{}}}""", "social.oauth_nobody")]
    [InlineData("""{"user_settings":{"social":{"oauth_custom_":{}}}}""", "user_settings.social.oauth_custom_")]
    [InlineData("""{"user_settings":{"social":{"oauth_custom_A b":{}}}}""", "user_settings.social.oauth_custom_A b")]
    [InlineData("""{"user_settings":{"social":{"oauth_google":{"enabled":true}}}}""", "social.oauth_google.client_id")]
    [InlineData("""{"user_settings":{"social":{"oauth_google":{"enabled":true}}},"social":{"oauth_google":{"client_id":"c"}}}""", "social.oauth_google.client_secret")]
    [InlineData("""{"user_settings":{"social":{"oauth_google":{"strategy":"oauth_github"}}}}""", "user_settings.social.oauth_google.strategy")]
    [InlineData("""{"social":{"oauth_google":{"client_id":5}}}""", "social.oauth_google.client_id")]
    [InlineData("""{"social":{"oauth_google":{"color":"red"}}}""", "social.oauth_google.color")]
    [InlineData("""{"user_settings":{"social":{"oauth_apple":{"enabled":true}}},"social":{"oauth_apple":{"client_id":"c","team_id":"t","key_id":"k","private_key":"no"}}}""", "social.oauth_apple.private_key")]
    [InlineData("""{"user_settings":{"social":{"oauth_custom_a":{"enabled":true}}},"social":{"oauth_custom_a":{"client_id":"c","client_secret":"s"}}}""", "social.oauth_custom_a.authorization_url")]
    [InlineData("""{"user_settings":{"social":{"oauth_custom_a":{"enabled":true}}},"social":{"oauth_custom_a":{"client_id":"c","client_secret":"s","discovery_url":"http://inside.example/"}}}""", "social.oauth_custom_a.discovery_url")]
    [InlineData("""{"user_settings":{"social":{"oauth_google":{"enabled":true}}},"social":{"oauth_google":{"client_id":"c","client_secret":"s","client_authentication":"none"}}}""", "social.oauth_google.client_authentication")]
    [InlineData("""{"user_settings":{"social":{"oauth_microsoft":{"enabled":true}}},"social":{"oauth_microsoft":{"client_id":"c","client_secret":"s","tenant":"a/../b"}}}""", "social.oauth_microsoft.tenant")]
    public void What_cannot_work_is_refused_with_its_place(string settings, string path) =>
        Assert.Equal(path, Assert.Throws<SettingsException>(() => SettingsDocument.Apply(JsonNode.Parse(settings)!.AsObject(), isDevelopment: true)).Path);

    [Fact]
    public void A_connection_knows_its_providers_name_and_can_be_the_only_way_in()
    {
        InstanceSettings settings = SettingsDocument.Apply(JsonNode.Parse("""
            {
              "user_settings": {
                "social": { "oauth_google": { "enabled": true } },
                "attributes": { "password": { "enabled": false, "required": false }, "email_address": { "used_for_first_factor": false } }
              },
              "social": { "oauth_google": { "client_id": "c", "client_secret": "s" } }
            }
            """)!.AsObject(), isDevelopment: true);
        Assert.Equal(("Google", "oauth_google", true), (settings.UserSettings.Social["oauth_google"].Name, settings.UserSettings.Social["oauth_google"].Strategy, settings.UserSettings.Social["oauth_google"].Authenticatable));
    }
}
