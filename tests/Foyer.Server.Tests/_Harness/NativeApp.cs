namespace Foyer.Server.Tests;

/// <summary>An app on a phone: its client token travels in a header (WIRE §2.9).</summary>
public sealed class NativeApp
{
    private readonly Visitor _visitor;

    private NativeApp(Visitor visitor) => _visitor = visitor;

    /// <summary>The client token, as the last answer gave it.</summary>
    public string? Token { get; set; }

    public static async Task<NativeApp> Start(TestFoyer foyer, string host = TestFoyer.DevelopmentHost) => new(await foyer.Visit(host, origin: null, withDevBrowser: false));

    public static async Task<NativeApp> SignedIn(TestFoyer foyer, string emailAddress)
    {
        NativeApp app = await Start(foyer);
        Answer done = await app.Post("/client/sign_ins", ("strategy", "password"), ("identifier", emailAddress), ("password", "correct horse battery"));
        Assert.Equal("complete", done.Response.Status());
        return app;
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Post(string path, params (string Name, string? Value)[] form) => Send(HttpMethod.Post, path, form);

    public async Task<Answer> Send(HttpMethod method, string path, (string Name, string? Value)[]? form = null)
    {
        Answer answer = await _visitor.Send(method, path + (path.Contains('?') ? "&" : "?") + "_is_native=1", form, request =>
        {
            if (Token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", Token);
            }
        });
        Token = answer.Raw.Headers.TryGetValues("Authorization", out IEnumerable<string>? given) ? given.Single() : Token;
        return answer;
    }
}
