using System.Text;
using System.Text.Json;
using Foyer.Server;
using Foyer.Server.Claims;

namespace Foyer.Tests.Claims;

/// <summary>The closed grammar of claims (WIRE §5.8), case by case.</summary>
public sealed class ClaimsTemplateTests
{
    [Theory]
    // A text that is one shortcode takes the value with its type.
    [InlineData("""{"a":"{{user.id}}"}""", """{"a":"user_1"}""")]
    [InlineData("""{"a":"{{ user.id }}"}""", """{"a":"user_1"}""")]
    [InlineData("""{"a":"{{user.created_at}}"}""", """{"a":1700000000}""")]
    [InlineData("""{"a":"{{user.email_verified}}"}""", """{"a":true}""")]
    [InlineData("""{"a":"{{user.last_name}}"}""", """{"a":null}""")]
    [InlineData("""{"a":"{{user.public_metadata}}"}""", """{"a":{"plan":"gold","seats":3,"tags":["x"],"none":null,"deep":{"er":{"est":true}}}}""")]
    [InlineData("""{"a":"{{user.public_metadata.plan}}"}""", """{"a":"gold"}""")]
    [InlineData("""{"a":"{{user.public_metadata.seats}}"}""", """{"a":3}""")]
    [InlineData("""{"a":"{{user.public_metadata.tags}}"}""", """{"a":["x"]}""")]
    [InlineData("""{"a":"{{user.public_metadata.deep.er.est}}"}""", """{"a":true}""")]
    [InlineData("""{"a":"{{user.public_metadata.none}}"}""", """{"a":null}""")]
    [InlineData("""{"a":"{{user.public_metadata.plan.more}}"}""", """{"a":null}""")]
    [InlineData("""{"a":"{{user.public_metadata.unknown.more}}"}""", """{"a":null}""")]
    [InlineData("""{"a":"{{org.id}}","b":"{{org_membership.permissions}}"}""", """{"a":null,"b":null}""")]
    // Shortcodes inside a longer text become text, and what is not set leaves no blanks at the ends.
    [InlineData("""{"a":"I am {{user.first_name}}!"}""", """{"a":"I am Ada!"}""")]
    [InlineData("""{"a":"{{user.first_name}} {{user.last_name}}"}""", """{"a":"Ada"}""")]
    [InlineData("""{"a":"{{user.last_name}} {{user.first_name}}"}""", """{"a":"Ada"}""")]
    [InlineData("""{"a":"{{user.public_metadata.seats}} seats, {{user.email_verified}}, {{user.public_metadata.tags}}"}""", """{"a":"3 seats, true, [\"x\"]"}""")]
    [InlineData("""{"a":"{{user.last_name}}{{user.last_name}}"}""", """{"a":""}""")]
    // The first truthy alternative counts, else the last.
    [InlineData("""{"a":"{{user.last_name || user.first_name}}"}""", """{"a":"Ada"}""")]
    [InlineData("""{"a":"{{user.last_name||'nobody'}}"}""", """{"a":"nobody"}""")]
    [InlineData("""{"a":"{{user.last_name || user.public_metadata.none || 7}}"}""", """{"a":7}""")]
    [InlineData("""{"a":"{{user.last_name || false}}"}""", """{"a":false}""")]
    [InlineData("""{"a":"{{user.last_name || 0 || ''}}"}""", """{"a":""}""")]
    [InlineData("""{"a":"{{user.last_name || -1.5e2}}"}""", """{"a":-1.5e2}""")]
    [InlineData("""{"a":"{{user.last_name || null}}"}""", """{"a":null}""")]
    [InlineData("""{"a":"{{0 || user.public_metadata.tags}}"}""", """{"a":["x"]}""")]
    [InlineData("""{"a":"{{'it\\'s || {{ }} \\\\'}}"}""", """{"a":"it's || {{ }} \\"}""")]
    [InlineData("""{"a":"Dear {{user.last_name || 'friend'}},"}""", """{"a":"Dear friend,"}""")]
    // Everything else stands as it was written, at any depth.
    [InlineData("""{"a":[1,"{{user.id}}",{"b":"{{user.first_name}}","c":null}],"d":{"e":[["{{user.id}}"]]},"f":1.50,"g":"} {"}""",
        """{"a":[1,"user_1",{"b":"Ada","c":null}],"d":{"e":[["user_1"]]},"f":1.50,"g":"} {"}""")]
    [InlineData("""{"{{user.id}}":1,"ünï \"x\"":"ä<&>"}""", """{"{{user.id}}":1,"ünï \"x\"":"ä<&>"}""")]
    [InlineData("""{}""", """{}""")]
    public void Claims_become(string claims, string expected)
    {
        Assert.True(ClaimsTemplate.TryParse(Json(claims), ClaimsKind.Template, out ClaimsTemplate? template, out ClaimsProblem? problem), problem?.Text);
        Assert.Equal(expected, Write(template));
    }

    [Theory]
    [InlineData("{{user.password_digest}}", "is not a shortcode")]
    [InlineData("{{user.private_metadata}}", "is not a shortcode")]
    [InlineData("{{instance.secret}}", "is not a shortcode")]
    [InlineData("{{user}}", "is not a shortcode")]
    [InlineData("{{user.}}", "is not a shortcode")]
    [InlineData("{{user.id.}}", "is not a shortcode")]
    [InlineData("{{USER.ID}}", "is not a shortcode")]
    [InlineData("{{user.id.length}}", "goes into user.id, which has nothing inside")]
    [InlineData("{{user.public_metadata..a}}", "is not a shortcode")]
    [InlineData("{{user.public_metadata.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a}}", "is not a shortcode")]
    [InlineData("{{}}", "has an empty alternative")]
    [InlineData("{{user.id || }}", "has an empty alternative")]
    [InlineData("{{user.id | user.id}}", "is neither a shortcode nor alternatives joined by ||")]
    [InlineData("{{user.id user.id}}", "is neither a shortcode nor alternatives joined by ||")]
    [InlineData("{{user.id.constructor('x')()}}", "goes into user.id")]
    [InlineData("{{user.id || 'x}}", "where {{ is never closed")]
    [InlineData("{{user.id", "where {{ is never closed")]
    [InlineData("a {{ b {{user.id}}", "is not a shortcode")]
    [InlineData("{{#each user.organizations}}x{{/each}}", "is not a shortcode")]
    [InlineData("{{1..2}}", "holds a number that is none in JSON")]
    [InlineData("{{01}}", "holds a number that is none in JSON")]
    [InlineData("{{1e999}}", "holds a number that is none in JSON")]
    [InlineData("{{1||1||1||1||1||1||1||1||1||1||1}}", "has more than 10 alternatives")]
    public void What_is_no_shortcode_is_refused_and_quoted(string text, string expected)
    {
        Assert.False(ClaimsTemplate.TryParse(Json(JsonSerializer.Serialize(new Dictionary<string, string> { ["a"] = text })), ClaimsKind.Template, out _, out ClaimsProblem? problem));
        Assert.Equal(ClaimsProblemKind.Shortcode, problem.Kind);
        Assert.Contains(expected, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azp exp iat iss jti nbf sub", true, true)]
    [InlineData("sid v fva sts o fea pla act org_id org_slug org_anything handshake", false, true)]
    [InlineData("aud email metadata Sub role kid https://hasura.io/jwt/claims", false, false)]
    public void Names_the_server_sets_are_its_own(string names, bool inTemplates, bool inSessionTokens)
    {
        foreach (string name in names.Split(' '))
        {
            JsonElement claims = Json($$"""{"{{name}}":1}""");
            Assert.Equal((name, inTemplates), (name, !ClaimsTemplate.TryParse(claims, ClaimsKind.Template, out _, out ClaimsProblem? problem) && problem.Kind == ClaimsProblemKind.Reserved));
            Assert.Equal((name, inSessionTokens), (name, !ClaimsTemplate.TryParse(claims, ClaimsKind.Session, out _, out problem) && problem.Kind == ClaimsProblemKind.Reserved));
            // Further in they are nobody's.
            Assert.True(ClaimsTemplate.TryParse(Json($$$"""{"x":{"{{{name}}}":1}}"""), ClaimsKind.Session, out _, out _));
        }
    }

    [Fact]
    public void Claims_have_a_size()
    {
        JsonElement fits = Json($$"""{"a":"{{new string('x', 2048 - 8)}}"}""");
        JsonElement large = Json($$"""{"a":"{{new string('x', 2048 - 7)}}"}""");
        Assert.True(ClaimsTemplate.TryParse(fits, ClaimsKind.Session, out _, out _));
        Assert.False(ClaimsTemplate.TryParse(large, ClaimsKind.Session, out _, out ClaimsProblem? problem));
        Assert.Equal((ClaimsProblemKind.Size, "take 2049 bytes of at most 2048"), (problem.Kind, problem.Text));
        Assert.True(ClaimsTemplate.TryParse(large, ClaimsKind.Template, out _, out _));
    }

    [Theory]
    [InlineData("""{"a":1,"b":"{{user.id}} {{session.actor}} {{org.id || 'x'}}"}""", false)]
    [InlineData("""{"a":["{{user.id || user.first_name}}"]}""", true)]
    [InlineData("""{"a":{"b":"{{user.public_metadata.x}}"}}""", true)]
    public void The_person_is_read_only_when_a_claim_needs_it(string claims, bool needs)
    {
        Assert.True(ClaimsTemplate.TryParse(Json(claims), ClaimsKind.Template, out ClaimsTemplate? template, out _));
        Assert.Equal(needs, template.NeedsUser);
    }

    [Fact]
    public void Every_shortcode_has_a_name_and_the_list_is_closed() =>
        Assert.Equal(Enum.GetValues<Shortcode>().Order(), Shortcodes.All.Values.Order());

    [Fact]
    public void Values_are_written_as_data_whatever_they_hold()
    {
        Assert.True(ClaimsTemplate.TryParse(Json("""{"a":"{{user.username}}","b":"x {{user.username}}"}"""), ClaimsKind.Template, out ClaimsTemplate? template, out _));
        using JsonDocument written = JsonDocument.Parse(Write(template));
        Assert.Equal("\",\"sub\":\"admin\",\"{{user.id}}", written.RootElement.GetProperty("a").GetString());
        Assert.Equal("x \",\"sub\":\"admin\",\"{{user.id}}", written.RootElement.GetProperty("b").GetString());
        Assert.Equal(2, written.RootElement.EnumerateObject().Count());
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static string Write(ClaimsTemplate template)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, WireWriter.Options))
        {
            json.WriteStartObject();
            template.Write(json, new Ada());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class Ada : ClaimSource
    {
        public override ClaimValue Of(Shortcode code) => code switch
        {
            Shortcode.UserId => ClaimValue.Of("user_1"),
            Shortcode.UserFirstName => ClaimValue.Of("Ada"),
            Shortcode.UserUsername => ClaimValue.Of("\",\"sub\":\"admin\",\"{{user.id}}"),
            Shortcode.UserEmailVerified => ClaimValue.Of(true),
            Shortcode.UserCreatedAt => ClaimValue.Of(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
            Shortcode.UserPublicMetadata => ClaimValue.Of(Json("""{"plan":"gold","seats":3,"tags":["x"],"none":null,"deep":{"er":{"est":true}}}""")),
            _ => ClaimValue.Null,
        };
    }
}
