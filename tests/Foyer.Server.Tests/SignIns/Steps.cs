namespace Foyer.Server.Tests.SignIns;

/// <summary>The steps of sign-ins and sign-ups, one line each.</summary>
internal static class Steps
{
    public const string Password = "correct horse battery";

    public static string Id(this Answer answer) => answer.Response["id"]!.GetValue<string>();

    /// <summary>The status of the attempt answered.</summary>
    public static string Step(this Answer answer) => answer.Json?["response"]?["status"]?.GetValue<string>() ?? $"{answer.Status} {answer.Code}";

    public static string[] Strategies(this Answer answer, string which) => [.. answer.Response[which]!.AsArray().Select(factor => factor!["strategy"]!.GetValue<string>())];

    public static Task<Answer> Begin(this Visitor visitor, string identifier, params (string, string?)[] more) => visitor.Post("/client/sign_ins", [("identifier", identifier), .. more]);

    public static Task<Answer> WithPassword(this Visitor visitor, string identifier, string password = Password) => visitor.Begin(identifier, ("strategy", "password"), ("password", password));

    public static Task<Answer> Prepare(this Visitor visitor, Answer signIn, string strategy, params (string, string?)[] more) =>
        visitor.Post($"/client/sign_ins/{signIn.Id()}/prepare_first_factor", [("strategy", strategy), .. more]);

    public static Task<Answer> Attempt(this Visitor visitor, Answer signIn, string strategy, params (string, string?)[] more) =>
        visitor.Post($"/client/sign_ins/{signIn.Id()}/attempt_first_factor", [("strategy", strategy), .. more]);

    public static Task<Answer> PrepareSecond(this Visitor visitor, Answer signIn, string strategy, params (string, string?)[] more) =>
        visitor.Post($"/client/sign_ins/{signIn.Id()}/prepare_second_factor", [("strategy", strategy), .. more]);

    public static Task<Answer> AttemptSecond(this Visitor visitor, Answer signIn, string strategy, string code) =>
        visitor.Post($"/client/sign_ins/{signIn.Id()}/attempt_second_factor", ("strategy", strategy), ("code", code));

    /// <summary>Opens a link as a browser that has none of the cookies, and goes on by its button.</summary>
    public static async Task<Answer> OpenLink(this TestFoyer foyer, Uri link, string host = TestFoyer.DevelopmentHost, string? cookie = null)
    {
        using HttpClient http = foyer.Checked();
        using HttpRequestMessage open = new(HttpMethod.Get, link.PathAndQuery) { Headers = { Host = host } };
        if (cookie is not null)
        {
            open.Headers.Add("Cookie", cookie);
        }

        Answer page = await Answer.Of(await http.SendAsync(open));
        if (page.Status != 200)
        {
            return page;
        }

        using HttpClient raw = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = foyer.Server.Url };
        using HttpRequestMessage confirm = new(HttpMethod.Post, "/v1/verify") { Headers = { Host = host }, Content = new FormUrlEncodedContent([new("token", System.Web.HttpUtility.ParseQueryString(link.Query)["token"])]) };
        return await Answer.Of(await raw.SendAsync(confirm));
    }
}
