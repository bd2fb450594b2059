using System.Text.Json.Nodes;
using Foyer.Server.Tests.Surfaces;

namespace Foyer.Server.Tests.Users;

/// <summary><c>PATCH</c> and <c>PUT /v1/users/{user_id}/metadata</c>, on both databases.</summary>
public sealed class UserMetadataTests
{
    public static TheoryData<string> Both => Databases.Both;

    /// <summary>The examples of RFC 7396, appendix A, as far as metadata, an object, can be their target.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_patch_merges_as_the_rfc_says(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.Make(new { first_name = "Ada" });

        foreach ((string stored, string patch, string merged) in new[]
        {
            ("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}"""),
            ("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}"""),
            ("""{"a":"b"}""", """{"a":null}""", "{}"),
            ("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}"""),
            ("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}"""),
            ("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}"""),
            ("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}"""),
            ("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}"""),
            ("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}"""),
            ("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}"""),
            ("""{"a":"b"}""", "{}", """{"a":"b"}"""),
            ("""{"n":1}""", """{"n":{"deep":true}}""", """{"n":{"deep":true}}"""),
            ("{}", """{"big":1e400,"exact":9007199254740993,"small":-0.10}""", """{"big":1e400,"exact":9007199254740993,"small":-0.10}"""),
            ("{}", """{"ключ":"значение \" <b>"}""", """{"ключ":"значение \" <b>"}"""),
        })
        {
            Assert.Equal(200, (await backend.Put($"/users/{id}/metadata", $$"""{"public_metadata":{{stored}}}""")).Status);
            Answer answer = await backend.Patch($"/users/{id}/metadata", $$"""{"public_metadata":{{patch}}}""");
            Assert.Equal(200, answer.Status);
            string text = await answer.Raw.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains($"\"public_metadata\":{merged},", text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Each_kind_changes_alone_and_only_the_backend_shows_the_private_one(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.CreateUser("ada@example.com", more: new { public_metadata = new { a = 1 }, private_metadata = new { b = 2 }, unsafe_metadata = new { c = 3 } });

        Answer merged = await backend.Patch($"/users/{id}/metadata", new { private_metadata = new { x = "secret" } });
        Assert.Equal("""{"a":1}{"b":2,"x":"secret"}{"c":3}""", Kinds(merged.Json!));
        Answer replaced = await backend.Put($"/users/{id}/metadata", new { unsafe_metadata = new { y = 9 }, public_metadata = (object?)null });
        Assert.Equal("""{"a":1}{"b":2,"x":"secret"}{"y":9}""", Kinds(replaced.Json!));

        Visitor visitor = await foyer.Visit();
        await visitor.SignIn("ada@example.com");
        Assert.DoesNotContain("secret", (await visitor.Get("/client")).Json!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_hundred_patches_at_once_lose_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string id = await backend.Make(new { first_name = "Ada" });

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(at => backend.Patch($"/users/{id}/metadata", $$$"""{"public_metadata":{"k{{{at}}}":{{{at}}}}}""")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        JsonObject metadata = (await backend.User(id))["public_metadata"]!.AsObject();
        Assert.Equal(Enumerable.Range(0, 100), metadata.Select(member => member.Value!.GetValue<int>()).Order());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_no_object_or_too_large_is_refused_and_changes_nothing(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        string id = await backend.Make(new { public_metadata = new { full = new string('x', 5000) } });
        string before = (await backend.User(id)).ToJsonString();

        foreach ((HttpMethod method, string body, int status, string code, string? param) in new (HttpMethod, string, int, string, string?)[]
        {
            (HttpMethod.Patch, """{"public_metadata":[1]}""", 422, "form_param_type_invalid", "public_metadata"),
            (HttpMethod.Put, """{"private_metadata":"{}"}""", 422, "form_param_type_invalid", "private_metadata"),
            (HttpMethod.Patch, """{"metadata":{}}""", 422, "form_param_unknown", "metadata"),
            (HttpMethod.Patch, $$$"""{"private_metadata":{"a":1},"public_metadata":{"more":"{{{new string('y', 3500)}}}"}}""", 422, "form_param_exceeds_allowed_size", "public_metadata"),
            (HttpMethod.Put, $$$"""{"unsafe_metadata":{"a":"{{{new string('z', 8200)}}}"}}""", 422, "form_param_exceeds_allowed_size", "unsafe_metadata"),
            (HttpMethod.Put, """{"unsafe_metadata":{"a":"\ud800"}}""", 400, "request_body_invalid", null),
            (HttpMethod.Patch, $"{{\"public_metadata\":{string.Concat(Enumerable.Repeat("{\"a\":", 40))}1{new string('}', 41)}", 400, "request_body_invalid", null),
        })
        {
            Answer answer = await calls.Send(method, $"/v1/users/{id}/metadata", body);
            Assert.Equal((status, code, param), (answer.Status, answer.Code, answer.Param));
        }

        Assert.Equal(before, (await backend.User(id)).ToJsonString());
        // What would overflow is measured after the merge, in letters as they are: this replaces what was there.
        Assert.Equal(200, (await backend.Patch($"/users/{id}/metadata", $$$"""{"public_metadata":{"full":"{{{new string('я', 4000)}}}"}}""")).Status);
    }

    /// <summary>A half of a character, kept by a careless server, makes every list that shows the person fail for ever.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_person_cannot_store_text_that_cannot_be_written_again(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();

        foreach (string poison in new[] { """{"a":"\ud800"}""", """{"\udc00":1}""", """{"a":["\u0000"]}""", """{"a":1,"a":2}""" })
        {
            Answer refused = await visitor.Post("/client/sign_ups", ("email_address", "eve@example.com"), ("password", "correct horse battery"), ("unsafe_metadata", poison));
            Assert.Equal((422, "form_param_format_invalid", "unsafe_metadata"), (refused.Status, refused.Code, refused.Param));
        }

        Assert.Equal(200, (await visitor.Get("/client")).Status);
    }

    /// <summary>Case 266: a number comes back as it was written, or is refused; on both databases alike.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Numbers_and_letters_come_back_as_they_were_written_or_are_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls calls = new(foyer, backend.SecretKey);
        string id = await backend.CreateUser("ada@example.com");
        foreach (string value in new[] { "9007199254740993", "-9223372036854775809", "123456789012345678901234567890", "0.1", "1e2", "-0", "1e400", "0.30000000000000004", "\"\\u00e9\"", "\"\\ud83c\\udf89\"", "\"\\u2028\"", "[1,[2,{}]]", "null" })
        {
            Answer kept = await calls.Send(HttpMethod.Patch, $"/v1/users/{id}/metadata", $$$"""{"public_metadata":{"value":null}}""");
            Assert.Equal(200, kept.Status);
            kept = await calls.Send(HttpMethod.Patch, $"/v1/users/{id}/metadata", $$$"""{"public_metadata":{"value":{{{value}}}}}""");
            Assert.Equal((value, 200), (value, kept.Status));
            JsonNode? shown = (await backend.Get("/users/" + id)).Json!["public_metadata"]!["value"];
            // A number is written as it came, digit for digit; letters mean the same, however they are written.
            Assert.Equal(value[0] == '"' ? JsonNode.Parse(value)!.GetValue<string>() : value == "null" ? null : value, value[0] == '"' ? shown!.GetValue<string>() : shown?.ToJsonString());
        }

        foreach (string poison in new[] { "\"\\ud800\"", "\"\\u0000\"", "NaN", "01", "+1", "1.", "\"\\uDC00\\uD800\"" })
        {
            Answer refused = await calls.Send(HttpMethod.Patch, $"/v1/users/{id}/metadata", $$$"""{"public_metadata":{"value":{{{poison}}}}}""");
            Assert.Equal((poison, true), (poison, refused.Status is 400 or 422));
        }
    }

    private static string Kinds(JsonNode user) => user["public_metadata"]!.ToJsonString() + user["private_metadata"]!.ToJsonString() + user["unsafe_metadata"]!.ToJsonString();
}
