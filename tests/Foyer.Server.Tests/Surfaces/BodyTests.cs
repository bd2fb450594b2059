using System.Text;

namespace Foyer.Server.Tests.Surfaces;

/// <summary>Bodies that are no bodies: refused in the protocol's shape, quickly, with nothing written; on both databases.</summary>
public sealed class BodyTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    public static TheoryData<string> Both => Databases.Both;

    private static IEnumerable<(string Name, string Type, byte[] Body, int Frontend, int Backend)> Corpus()
    {
        static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
        yield return ("deep object", Json, Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000)), 400, 400);
        yield return ("deep array", Json, Utf8("{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}"), 400, 400);
        yield return ("unclosed", Json, Utf8(new string('[', 500_000)), 400, 400);
        yield return ("two megabytes", Json, Utf8($"{{\"a\":\"{new string('x', 2 * 1024 * 1024)}\"}}"), 413, 413);
        yield return ("duplicate keys", Json, Utf8("""{"first_name":"a","first_name":"b"}"""), 400, 400);
        yield return ("duplicate keys, escaped", Json, Utf8("""{"first_name":"a","first\u005fname":"b"}"""), 400, 400);
        yield return ("byte order mark", Json, [0xEF, 0xBB, 0xBF, .. Utf8("{}")], 400, 400);
        yield return ("UTF-16", Json, Encoding.Unicode.GetBytes("{\"first_name\":\"a\"}"), 400, 400);
        yield return ("invalid UTF-8", Json, [.. Utf8("{\"first_name\":\""), 0xC3, 0x28, .. Utf8("\"}")], 400, 400);
        yield return ("overlong UTF-8", Json, [.. Utf8("{\"first_name\":\""), 0xC0, 0x80, .. Utf8("\"}")], 400, 400);
        yield return ("NUL", Json, Utf8("""{"first_name":"a\u0000b"}"""), 400, 400);
        yield return ("NUL in a name", Json, Utf8("""{"a\u0000":"b"}"""), 400, 400);
        yield return ("half a surrogate", Json, Utf8("""{"first_name":"\ud800"}"""), 400, 400);
        yield return ("trailing garbage", Json, Utf8("""{"first_name":"a"} x"""), 400, 400);
        yield return ("two documents", Json, Utf8("{}{}"), 400, 400);
        yield return ("NaN", Json, Utf8("""{"first_name":NaN}"""), 400, 400);
        yield return ("Infinity", Json, Utf8("""{"first_name":-Infinity}"""), 400, 400);
        yield return ("comment", Json, Utf8("""{"first_name":"a"/* x */}"""), 400, 400);
        yield return ("trailing comma", Json, Utf8("""{"first_name":"a",}"""), 400, 400);
        yield return ("single quotes", Json, Utf8("{'first_name':'a'}"), 400, 400);
        yield return ("an array", Json, Utf8("[]"), 400, 400);
        yield return ("a text", Json, Utf8("\"x\""), 400, 400);
        yield return ("null", Json, Utf8("null"), 400, 400);
        yield return ("white space", Json, Utf8("  \n "), 400, 400);
        yield return ("many keys", Json, Utf8("{" + string.Join(',', Enumerable.Range(0, 50_000).Select(at => $"\"k{at}\":{at}")) + "}"), 400, 422);
        yield return ("many fields", Form, Utf8(string.Join('&', Enumerable.Range(0, 100_000).Select(at => $"k{at}={at}"))), 413, 413);
        yield return ("one field many times", Form, Utf8(string.Join('&', Enumerable.Repeat("a=b", 100_000))), 400, 415);
        yield return ("percent and nothing", Form, Utf8("first_name=%"), 400, 415);
        yield return ("percent and no hex", Form, Utf8("first_name=%zz"), 400, 415);
        yield return ("percent NUL", Form, Utf8("first_name=%00"), 400, 415);
        yield return ("percent half a character", Form, Utf8("first_name=%c3"), 400, 415);
        yield return ("raw invalid UTF-8", Form, [.. Utf8("first_name="), 0xFF], 400, 415);
        yield return ("XML", "application/xml", Utf8("<a/>"), 415, 415);
        yield return ("plain text", "text/plain", Utf8("first_name=a"), 415, 415);
        yield return ("multipart", "multipart/form-data; boundary=x", Utf8("--x\r\nContent-Disposition: form-data; name=\"first_name\"\r\n\r\na\r\n--x--"), 415, 415);
        yield return ("another charset's type", "application/json-patch+json", Utf8("[]"), 415, 415);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_body_that_cannot_be_read_is_refused_and_nothing_is_written(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        using RawCalls server = new(foyer, backend.SecretKey), browser = new(foyer);
        Visitor visitor = await foyer.Visit();
        string before = await Rows.Of(foyer);

        foreach ((string name, string type, byte[] body, int frontend, int backendStatus) in Corpus())
        {
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            Answer made = await server.Send(HttpMethod.Post, "/v1/users", body, type);
            Assert.Equal((name, backendStatus), (name, made.Status));
            Answer signedUp = await browser.Send(HttpMethod.Post, "/v1/client/sign_ups?__clerk_db_jwt=" + visitor.DevBrowser, body, type, request => request.Headers.Add("Origin", TestFoyer.App));
            Assert.Equal((name, frontend), (name, signedUp.Status));
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), name);
        }

        Assert.Equal(before, await Rows.Of(foyer));
    }

    [Fact]
    public async Task Both_shapes_of_a_body_say_the_same()
    {
        await using TestFoyer foyer = await TestFoyer.Start(Databases.Sqlite);
        using RawCalls browser = new(foyer);
        Visitor visitor = await foyer.Visit();
        string path = "/v1/client/sign_ups?__clerk_db_jwt=" + visitor.DevBrowser;

        foreach ((string type, string body) in new[]
        {
            (Form, "email_address=ada%40example.com&first_name=A+d%20a%F0%9F%98%80&unsafe_metadata=%7B%22a%22%3A1%7D"),
            (Form + "; charset=UTF-8", "email_address=ada%40example.com&first_name=A+d%20a😀&unsafe_metadata={\"a\":1}&unknown[a][b]=c&&="),
            (Json, """{"email_address":"ada@example.com","first_name":"A d a😀","unsafe_metadata":{"a":1}}"""),
            (Json + "; charset=utf-8", """{"email_address":"ada@example.com","first_name":"A d a\ud83d\ude00","unsafe_metadata":"{\"a\":1}"}"""),
        })
        {
            Answer begun = await browser.Send(HttpMethod.Post, path, body, type);
            Assert.Equal((200, "ada@example.com", "A d a😀", """{"a":1}"""), (begun.Status, begun.Response["email_address"]!.GetValue<string>(), begun.Response["first_name"]!.GetValue<string>(), begun.Response["unsafe_metadata"]!.ToJsonString()));
        }
    }
}
