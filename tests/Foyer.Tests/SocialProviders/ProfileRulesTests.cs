using System.Text.Json;
using Foyer.Server.SocialProviders;

namespace Foyer.Tests.SocialProviders;

public sealed class ProfileRulesTests
{
    [Theory]
    [InlineData("""{"sub":"7","email":"jane@example.com","email_verified":true}""", true)]
    [InlineData("""{"sub":"7","email":"jane@example.com","email_verified":false}""", false)]
    [InlineData("""{"sub":"7","email":"jane@example.com"}""", null)]
    [InlineData("""{"sub":"7","email":"jane@example.com","email_verified":"true"}""", null)]
    [InlineData("""{"sub":"7","email":"jane@example.com","email_verified":1}""", null)]
    [InlineData("""{"sub":"7","email":"jane@example.com","email_verified":[true]}""", null)]
    [InlineData("""{"sub":"7","email_verified":true}""", null)]
    public void An_address_is_proven_only_where_the_provider_says_true(string answer, bool? verified) =>
        Assert.Equal(verified, Read(answer, new ClaimsMap())!.EmailAddressVerified);

    [Theory]
    [InlineData("\"true\"", true)]
    [InlineData("\"false\"", false)]
    [InlineData("\"yes\"", null)]
    [InlineData("true", true)]
    public void Apple_says_it_in_words(string word, bool? verified) =>
        Assert.Equal(verified, Read($$"""{"sub":"7","email":"jane@example.com","email_verified":{{word}}}""", Map("oauth_apple"))!.EmailAddressVerified);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":null}""")]
    [InlineData("""{"sub":["7"]}""")]
    [InlineData("""{"sub":" "}""")]
    [InlineData("""[]""")]
    public void An_answer_without_a_subject_names_nobody(string answer) => Assert.Null(Read(answer, new ClaimsMap()));

    [Fact]
    public void Each_provider_keeps_things_elsewhere()
    {
        SocialProfile gitHub = Read("""{"id":583231,"login":"octo","name":"Mona Lisa Octo","email":"shown@example.com","avatar_url":"https://avatars.example/1"}""", Map("oauth_github"))!;
        Assert.Equal(("583231", "octo", "Mona", "Lisa Octo", null, "https://avatars.example/1"), (gitHub.Subject, gitHub.Username, gitHub.FirstName, gitHub.LastName, gitHub.EmailAddress, gitHub.ImageUrl));

        SocialProfile discord = Read("""{"id":"80351110224678912","username":"nelly","global_name":"Nelly","avatar":"8342/729","verified":true,"email":"nelly@example.com"}""", Map("oauth_discord"))!;
        Assert.Equal(("80351110224678912", "nelly@example.com", true, "https://cdn.discordapp.com/avatars/80351110224678912/8342%2F729.png"), (discord.Subject, discord.EmailAddress, discord.EmailAddressVerified, discord.ImageUrl));

        SocialProfile x = Read("""{"data":{"id":"2244994945","name":"Jane","username":"jane","confirmed_email":"jane@example.com"}}""", Map("oauth_x"))!;
        Assert.Equal(("2244994945", "jane", "jane@example.com", true), (x.Subject, x.Username, x.EmailAddress, x.EmailAddressVerified));

        SocialProfile facebook = Read("""{"id":"1","email":"jane@example.com","first_name":"Jane","picture":{"data":{"url":"https://pictures.example/1"}}}""", Map("oauth_facebook"))!;
        Assert.Equal(("jane@example.com", null, "https://pictures.example/1"), (facebook.EmailAddress, facebook.EmailAddressVerified, facebook.ImageUrl));

        SocialProfile microsoft = Read("""{"sub":"1","email":"ceo@victim.example","email_verified":true}""", Map("oauth_microsoft"))!;
        Assert.Null(microsoft.EmailAddressVerified);
    }

    [Theory]
    [InlineData("http://pictures.example/1")]
    [InlineData("http://localhost.pictures.example/1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user@pictures.example/1")]
    [InlineData("data:image/png;base64,AA==")]
    [InlineData("/1.png")]
    public void A_picture_is_an_https_address_or_none(string url) => Assert.Null(Read($$"""{"sub":"7","picture":"{{url}}"}""", new ClaimsMap())!.ImageUrl);

    [Theory]
    [InlineData("https://pictures.example/1")]
    [InlineData("http://127.0.0.1:5099/1")]
    public void A_picture_may_be_on_this_machine_where_providers_of_tests_run(string url) => Assert.Equal(url, Read($$"""{"sub":"7","picture":"{{url}}"}""", new ClaimsMap())!.ImageUrl);

    [Fact]
    public void Text_nobody_can_store_or_show_is_left_out()
    {
        string tooLong = new('x', 300);
        SocialProfile profile = Read($$"""{"sub":"7","given_name":"a\u0000b","family_name":"{{tooLong}}","preferred_username":"a\nb","email":7}""", new ClaimsMap())!;
        Assert.Equal((null, null, null, "7"), (profile.FirstName, profile.LastName, profile.Username, profile.EmailAddress));
    }

    [Fact]
    public void An_address_brings_its_own_word_and_never_anothers()
    {
        SocialProfile token = new() { Subject = "7", EmailAddress = "jane@example.com", EmailAddressVerified = null, FirstName = "Jane" };
        SocialProfile more = new() { Subject = "7", EmailAddress = "other@example.com", EmailAddressVerified = true, LastName = "Doe" };
        SocialProfile merged = ProfileRules.Merge(token, more);
        Assert.Equal(("jane@example.com", null, "Jane", "Doe"), (merged.EmailAddress, merged.EmailAddressVerified, merged.FirstName, merged.LastName));
        Assert.Equal(("other@example.com", true), (ProfileRules.Merge(token with { EmailAddress = null, EmailAddressVerified = true }, more).EmailAddress, true));
    }

    [Theory]
    [InlineData("""[{"email":"a@x.example","primary":false,"verified":true},{"email":"b@x.example","primary":true,"verified":true}]""", "b@x.example", true)]
    [InlineData("""[{"email":"a@x.example","primary":true,"verified":false},{"email":"b@x.example","primary":false,"verified":true}]""", "b@x.example", true)]
    [InlineData("""[{"email":"a@x.example","primary":true,"verified":"true"}]""", "a@x.example", false)]
    [InlineData("""[]""", null, null)]
    [InlineData("""{"email":"a@x.example"}""", null, null)]
    public void Of_several_addresses_a_proven_one_counts(string list, string? address, bool? verified)
    {
        using JsonDocument json = JsonDocument.Parse(list);
        SocialProfile profile = ProfileRules.WithAddresses(new SocialProfile { Subject = "7" }, json.RootElement);
        Assert.Equal((address, verified), (profile.EmailAddress, profile.EmailAddressVerified));
    }

    private static ClaimsMap Map(string strategy) => ProviderTable.Find(strategy)!.Claims;

    private static SocialProfile? Read(string answer, ClaimsMap map)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return ProfileRules.Read(json.RootElement, map);
    }
}
