using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Foyer.Server.Tests.Surfaces;
using Foyer.Tests.Images;

namespace Foyer.Server.Tests.Images;

/// <summary>Profile images through both APIs: who may set whose, what is taken, and how they are shown (SECURITY_CASES uploads).</summary>
public sealed class ProfileImageTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task An_upload_is_shown_everywhere_and_the_one_before_is_gone(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        JsonNode before = (await visitor.Get("/me")).Response;
        Assert.False(before["has_image"]!.GetValue<bool>());

        Answer set = await Upload(visitor, Form(Pictures.WithSecrets("png"), "../../<b>.html", "text/html"));
        Assert.Equal(200, set.Status);
        Assert.Equal("image", set.Response["object"]!.GetValue<string>());
        string first = set.Response["public_url"]!.GetValue<string>();
        JsonNode session = set.Client["sessions"]![0]!;
        Assert.Equal((first, true), (session["user"]!["image_url"]!.GetValue<string>(), session["user"]!["has_image"]!.GetValue<bool>()));
        Assert.Equal((first, true), (session["public_user_data"]!["image_url"]!.GetValue<string>(), session["public_user_data"]!["has_image"]!.GetValue<bool>()));

        HttpResponseMessage image = await Fetch(foyer, first + "?width=160");
        Assert.Equal((200, "image/png"), ((int)image.StatusCode, image.Content.Headers.ContentType!.ToString()));
        Assert.Equal("nosniff", image.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", image.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("cross-origin", image.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Contains("immutable", image.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
        Assert.False(image.Headers.Contains("Set-Cookie"));
        Assert.Equal(Pictures.Png(8, 8), await image.Content.ReadAsByteArrayAsync());

        string second = (await Upload(visitor, Form(Pictures.Of("jpeg")))).Response["public_url"]!.GetValue<string>();
        Assert.NotEqual(first, second);
        Assert.Equal(404, (int)(await Fetch(foyer, first)).StatusCode);
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM images", null, CancellationToken.None));
        BackendApi backend = await foyer.Backend();
        JsonNode user = (await backend.Get("/users/" + before["id"])).Json!;
        Assert.EndsWith(new Uri(second).AbsolutePath, user["image_url"]!.GetValue<string>(), StringComparison.Ordinal);

        Answer deleted = await visitor.Tunnel("DELETE", "/me/profile_image");
        Assert.Equal((200, true), (deleted.Status, deleted.Response["deleted"]!.GetValue<bool>()));
        Assert.Equal(404, (int)(await Fetch(foyer, second)).StatusCode);
        Assert.Equal(before["image_url"]!.GetValue<string>(), deleted.Client["sessions"]![0]!["user"]!["image_url"]!.GetValue<string>());
        Assert.Equal((404, "resource_not_found"), ((await visitor.Tunnel("DELETE", "/me/profile_image")) is var again ? again.Status : 0, again.Code));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_secret_key_sets_and_removes_anybodys_image_and_a_deleted_user_leaves_none(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        foreach (string kind in new[] { "png", "jpeg", "gif", "webp" })
        {
            Answer set = await backend.Upload($"/users/{user}/profile_image", Form(Pictures.Of(kind)));
            Assert.Equal((200, true), (set.Status, set.Json!["has_image"]!.GetValue<bool>()));
            HttpResponseMessage image = await Fetch(foyer, set.Json!["image_url"]!.GetValue<string>());
            Assert.Equal("image/" + kind, image.Content.Headers.ContentType!.ToString());
            Assert.Equal(Pictures.Of(kind), await image.Content.ReadAsByteArrayAsync());
        }

        Assert.False((await backend.Delete($"/users/{user}/profile_image")).Json!["has_image"]!.GetValue<bool>());
        string address = (await backend.Upload($"/users/{user}/profile_image", Form(Pictures.Of("gif")))).Json!["image_url"]!.GetValue<string>();
        Assert.Equal(200, (await backend.Delete("/users/" + user)).Status);
        Assert.Equal(404, (int)(await Fetch(foyer, address)).StatusCode);
        Assert.Equal(0, await foyer.Database.One<long>("SELECT count(*) FROM images", null, CancellationToken.None));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Base64_is_taken_as_the_browser_sdk_sends_it(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        string base64 = Convert.ToBase64String(Pictures.Of("webp"));
        foreach (byte[] body in new[] { Pictures.Text(base64), Pictures.Text("data:image/webp;base64," + base64), Pictures.Of("webp") })
        {
            Answer set = await Upload(visitor, Octets(body));
            Assert.Equal(200, set.Status);
            Assert.Equal(Pictures.Of("webp"), await (await Fetch(foyer, set.Response["public_url"]!.GetValue<string>())).Content.ReadAsByteArrayAsync());
        }

        foreach (string text in new[] { "data:image/svg+xml,<svg/>", "data:;base64,", "!!!!", base64[..20] })
        {
            Assert.Equal((422, "avatar_file_type_invalid"), (await Upload(visitor, Octets(Pictures.Text(text)))) is var refused ? (refused.Status, refused.Code) : default);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Hostile_files_are_refused_and_the_image_there_is_stays(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        string user = (await visitor.Get("/me")).Response["id"]!.GetValue<string>();
        BackendApi backend = await foyer.Backend();
        string kept = (await Upload(visitor, Form(Pictures.Of("png")))).Response["public_url"]!.GetValue<string>();
        foreach (byte[] file in new[]
        {
            Pictures.Text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), Pictures.Text("<html><script>alert(1)</script></html>"), Pictures.Text("GIF89a/*\0\0\0*/=alert(1);"), Pictures.Text("%PDF-1.7"),
            Pictures.PngOf(30_000, 30_000, Pictures.Deflate(new byte[10])), Pictures.PngOf(1, 1, Pictures.Deflate(new byte[20_000_000])), Pictures.Of("jpeg")[..^2], Pictures.Gif(10_000),
        })
        {
            Answer refused = await Upload(visitor, Form(file, "a.png", "image/png"));
            Assert.Equal((422, "avatar_file_type_invalid"), (refused.Status, refused.Code));
            refused = await backend.Upload($"/users/{user}/profile_image", Form(file, "a.png", "image/png"));
            Assert.Equal((400, "avatar_file_type_invalid"), (refused.Status, refused.Code));
        }

        byte[] large = Pictures.Png(8, 8, Pictures.Chunk("tEXt", new byte[10 * 1024 * 1024]));
        Assert.Equal((422, "avatar_file_size_exceeded"), (await Upload(visitor, Form(large))) is var tooLarge ? (tooLarge.Status, tooLarge.Code) : default);
        Assert.Equal((400, "avatar_file_size_exceeded"), (await backend.Upload($"/users/{user}/profile_image", Form(large))) is var tooLarge2 ? (tooLarge2.Status, tooLarge2.Code) : default);
        Assert.Equal(kept, (await visitor.Get("/me")).Response["image_url"]!.GetValue<string>());
        Assert.Equal(200, (int)(await Fetch(foyer, kept)).StatusCode);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_form_that_is_none_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        MultipartFormDataContent twice = [];
        twice.Add(new ByteArrayContent(Pictures.Of("png")), "file", "a.png");
        twice.Add(new ByteArrayContent(Pictures.Of("png")), "file", "b.png");
        MultipartFormDataContent other = [];
        other.Add(new ByteArrayContent(Pictures.Of("png")), "picture", "a.png");
        MultipartFormDataContent many = [];
        for (int i = 0; i < 10_000; i++)
        {
            many.Add(new StringContent("x"), "f" + i);
        }

        ByteArrayContent noBoundary = new(Pictures.Of("png")) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data") } };
        ByteArrayContent unfinished = new(Pictures.Text("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc")) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } };
        foreach (HttpContent content in new HttpContent[] { twice, other, many, noBoundary, unfinished, Form(Pictures.Of("png"), new string('n', 64 * 1024)), Form([]), Octets([]) })
        {
            Answer refused = await Upload(visitor, content);
            Assert.Equal((400, "request_body_invalid"), (refused.Status, refused.Code));
        }
    }

    /// <summary>Case 313: a body that comes by the byte holds its place for seconds only, and one without a length ends at the limit.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_body_that_trickles_or_never_ends_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        await visitor.SignUp("ada@example.com");
        string head = $"POST /v1/me/profile_image?__clerk_db_jwt={Uri.EscapeDataString(visitor.DevBrowser!)} HTTP/1.1\r\nHost: {visitor.Host}\r\nOrigin: {visitor.Origin}\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n";
        (int status, _) = await RawSocket.Send(foyer.Server.Url, head + "Content-Length: 100000\r\n\r\nabc");
        Assert.Equal(408, status);

        using StreamContent endless = new(new Endless(12 * 1024 * 1024)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        Assert.Contains((await Upload(visitor, endless)).Code, new[] { "avatar_file_size_exceeded", "avatar_file_type_invalid" });
        Assert.Equal(200, (await Upload(visitor, Form(Pictures.Of("png")))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_sets_or_sees_an_image_by_another_door(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        BackendApi stranger = await foyer.Backend(TestFoyer.OtherHost);
        string user = await backend.CreateUser("ada@example.com");
        string address = (await backend.Upload($"/users/{user}/profile_image", Form(Pictures.Of("png")))).Json!["image_url"]!.GetValue<string>();
        Assert.Equal(404, (await stranger.Upload($"/users/{user}/profile_image", Form(Pictures.Of("gif")))).Status);
        Assert.Equal(404, (await stranger.Delete($"/users/{user}/profile_image")).Status);
        Assert.Equal(404, (await backend.Upload("/users/user_000000000000000000000000000/profile_image", Form(Pictures.Of("gif")))).Status);
        Assert.True((await backend.Get("/users/" + user)).Json!["has_image"]!.GetValue<bool>());
        Visitor nobody = await foyer.Visit();
        Assert.Equal(401, (await Upload(nobody, Form(Pictures.Of("png")))).Status);
        Assert.Equal(401, (await nobody.Tunnel("DELETE", "/me/profile_image")).Status);
        Assert.Equal(404, (int)(await Fetch(foyer, address, TestFoyer.OtherHost)).StatusCode);
        Assert.Equal(404, (int)(await Fetch(foyer, address + "x")).StatusCode);

        Visitor evil = await foyer.Visit();
        await evil.SignIn("ada@example.com");
        evil.Origin = "https://evil.example";
        Assert.Equal((400, "origin_invalid"), (await Upload(evil, Form(Pictures.Of("gif")))) is var refused ? (refused.Status, refused.Code) : default);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Uploads_at_once_leave_one_image(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        string user = await backend.CreateUser("ada@example.com");
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => backend.Upload($"/users/{user}/profile_image", Form(Pictures.Png(300, 300)))));
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 429, $"{answer.Status} {answer.Code}"));
        Assert.Contains(answers, answer => answer.Status == 200);
        Assert.Equal(1, await foyer.Database.One<long>("SELECT count(*) FROM images", null, CancellationToken.None));
        Assert.Equal(200, (int)(await Fetch(foyer, (await backend.Get("/users/" + user)).Json!["image_url"]!.GetValue<string>())).StatusCode);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task People_without_an_image_are_drawn_by_their_initials(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        BackendApi backend = await foyer.Backend();
        HashSet<string> drawings = [];
        foreach ((string? first, string? last, string expected) in new (string?, string?, string)[] { ("Ada", "Lovelace", "AL"), ("<script>", "&amp", "SA"), ("élodie", null, "É"), (null, "\"'42", "4"), ("عائشة", "محمد", "عم"), (null, null, "") })
        {
            string user = await backend.CreateUser($"p{drawings.Count}@example.com", more: new { first_name = first, last_name = last });
            JsonNode resource = (await backend.Get("/users/" + user)).Json!;
            string address = resource["image_url"]!.GetValue<string>();
            Assert.False(resource["has_image"]!.GetValue<bool>());
            HttpResponseMessage image = await Fetch(foyer, address);
            Assert.Equal((200, "image/svg+xml"), ((int)image.StatusCode, image.Content.Headers.ContentType!.ToString()));
            Assert.Contains("default-src 'none'", image.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            XElement svg = XElement.Parse(await image.Content.ReadAsStringAsync());
            Assert.Equal(expected, string.Concat(svg.Elements().Where(element => element.Name.LocalName == "text").Select(element => element.Value)));
            Assert.True(drawings.Add(address));
            Assert.Equal(address, (await backend.Get("/users/" + user)).Json!["image_url"]!.GetValue<string>());
            string renamed = (await backend.Patch("/users/" + user, new { first_name = "Zoe", last_name = "Q" })).Json!["image_url"]!.GetValue<string>();
            Assert.NotEqual(address, renamed);
        }

        string known = new Uri(drawings.First()).AbsolutePath;
        foreach (string forged in new[] { known[..^1] + (known[^1] == 'A' ? 'B' : 'A'), known.Replace(".", "x.", StringComparison.Ordinal), "/images/initials/MDBYWA.", "/images/initials/MDBYWA", "/images/initials/" + new string('a', 500) })
        {
            Assert.Equal(404, (int)(await Fetch(foyer, forged)).StatusCode);
        }
    }

    private static Task<Answer> Upload(Visitor visitor, HttpContent content) => visitor.Send(HttpMethod.Post, "/me/profile_image", null, request => request.Content = content);

    private static MultipartFormDataContent Form(byte[] file, string name = "me.png", string type = "image/png") =>
        new() { { new ByteArrayContent(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } }, "file", name } };

    private static ByteArrayContent Octets(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    private static async Task<HttpResponseMessage> Fetch(TestFoyer foyer, string address, string host = TestFoyer.DevelopmentHost)
    {
        using HttpClient http = foyer.Raw();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(new Uri("http://x"), address).PathAndQuery);
        request.Headers.Host = host;
        HttpResponseMessage response = await http.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    /// <summary>Bytes without a length to announce.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)'A');
            _left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
