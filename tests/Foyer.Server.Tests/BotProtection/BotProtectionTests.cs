using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Foyer.Server.BotProtection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Foyer.Server.Tests.BotProtection;

/// <summary>Proofs against robots, over HTTP, on both databases.</summary>
public sealed class BotProtectionTests
{
    private static readonly object Guarded = new { user_settings = new { sign_up = new { captcha_enabled = true } }, bot_protection = new { difficulty = 8 } };

    public static TheoryData<string> Both => Databases.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Work_that_was_done_opens_the_sign_up_once(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Guarded);
        Visitor visitor = await foyer.Visit();

        Assert.Equal((422, "captcha_missing_token"), Told(await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"))));
        string proof = Solve(await Challenge(visitor));
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("captcha_token", proof), ("captcha_widget_type", "invisible"));
        Assert.Equal(200, begun.Status);
        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", proof))));

        // The steps after the first are not asked again.
        Assert.Equal(200, (await visitor.Tunnel("PATCH", "/client/sign_ups/" + begun.Response["id"]!.GetValue<string>(), ("password", "correct horse battery"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_a_hundred_sign_ups_with_one_proof_one_goes_through(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Guarded);
        Visitor[] visitors = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => foyer.Visit()));
        string proof = Solve(await Challenge(visitors[0]));

        Answer[] answers = await Task.WhenAll(visitors.Select(visitor => visitor.Post("/client/sign_ups", ("captcha_token", proof))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(99, answers.Count(answer => Told(answer) == (422, "captcha_invalid")));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_proof_that_is_not_ours_not_worked_for_or_too_old_is_refused(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Guarded);
        Visitor visitor = await foyer.Visit();
        string challenge = await Challenge(visitor);
        string solved = Solve(challenge);
        string[] parts = challenge.Split('.');
        string easier = string.Join('.', parts[0], parts[1], "0", parts[3], parts[4]) + ".1";
        string later = string.Join('.', parts[0], (long.Parse(parts[1], CultureInfo.InvariantCulture) + 3600).ToString(CultureInfo.InvariantCulture), parts[2], parts[3], parts[4]);
        string unworked = Enumerable.Range(0, 1000).Select(number => $"{challenge}.{number}").First(text => Bits(text) < 8);

        foreach (string forged in new[] { challenge, unworked, easier, Solve(later), solved + "x", solved + ".1", "pow1.", "pow1.....", "pow1.99999999999999999999.8.a.b.1", "pow1." + new string('1', 400), solved.Replace("pow1", "pow2", StringComparison.Ordinal).Replace("pow2", "pow1.", StringComparison.Ordinal) })
        {
            Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", forged))));
        }

        Assert.Equal((422, "captcha_not_enabled"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", "0.an-answer-of-turnstile"))));
        foyer.Clock.Forward(TimeSpan.FromMinutes(30));
        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", solved))));
    }

    /// <summary>A sign-in that may become a sign-up sends codes to strangers like one; a sign-in does not (WIRE §6.2).</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task A_sign_in_that_may_become_a_sign_up_is_asked_for_a_proof(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Guarded);
        await (await foyer.Backend()).CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        foreach (string address in new[] { "ada@example.com", "eve@example.com" })
        {
            Assert.Equal((422, "captcha_missing_token"), Told(await visitor.Post("/client/sign_ins", ("identifier", address), ("strategy", "email_code"), ("sign_up_if_missing", "true"))));
        }

        Assert.Empty(await foyer.Server.GetInboxAsync());
        string proof = Solve(await Challenge(visitor));
        Answer sent = await visitor.Post("/client/sign_ins", ("identifier", "eve@example.com"), ("strategy", "email_code"), ("sign_up_if_missing", "true"), ("captcha_token", proof));
        Assert.Equal((200, 1), (sent.Status, (await foyer.Server.GetInboxAsync()).Count));
        Assert.Equal(200, (await (await foyer.Visit()).Post("/client/sign_ins", ("identifier", "ada@example.com"))).Status);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_challenge_of_another_instance_opens_nothing_here(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Guarded);
        Visitor visitor = await foyer.Visit();
        string ours = (await Challenge(foyer.VisitProduction()))!;

        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", Solve(ours)))));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_testing_token_goes_without_and_a_forged_one_does_not(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database, Guarded);
        Visitor visitor = await foyer.Visit();
        string token = (await (await foyer.Backend()).Post("/testing_tokens")).Json!["token"]!.GetValue<string>();
        string others = (await (await foyer.Backend(TestFoyer.OtherHost)).Post("/testing_tokens")).Json!["token"]!.GetValue<string>();

        Assert.Equal(200, (await visitor.Post("/client/sign_ups?__clerk_testing_token=" + token)).Status);
        string longer = (long.Parse(token.Split('-')[0], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) + token[token.IndexOf('-', StringComparison.Ordinal)..];
        foreach (string forged in new[] { others, longer, token[..^1], "1-c_", "x" })
        {
            Assert.Equal((422, "captcha_missing_token"), Told(await visitor.Post("/client/sign_ups?__clerk_testing_token=" + forged)));
        }

        foyer.Clock.Forward(TimeSpan.FromHours(1));
        Assert.Equal((422, "captcha_missing_token"), Told(await visitor.Post("/client/sign_ups?__clerk_testing_token=" + token)));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_answer_of_Turnstile_is_checked_with_its_secret_and_a_service_that_is_silent_lets_nobody_in(string database)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication turnstile = builder.Build();
        turnstile.Urls.Add("http://127.0.0.1:0");
        turnstile.MapPost("/siteverify", async (HttpRequest request) =>
        {
            IFormCollection form = await request.ReadFormAsync();
            return form["response"] == "broken" ? Results.Text("no json") : Results.Json(new { success = form["secret"] == "0x-secret" && form["response"] == "right" });
        });
        await turnstile.StartAsync();
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            user_settings = new { sign_up = new { captcha_enabled = true } },
            display_config = new { captcha_public_key = "0x-site", captcha_public_key_invisible = "0x-site", captcha_widget_type = "smart" },
            bot_protection = new { proof_of_work = false, turnstile_secret_key = "0x-secret", turnstile_url = turnstile.Urls.Single() + "/siteverify" },
        });
        Visitor visitor = await foyer.Visit();

        Assert.Equal(200, (await visitor.Post("/client/sign_ups", ("captcha_token", "right"), ("captcha_widget_type", "smart"))).Status);
        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", "wrong"))));
        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", "broken"))));
        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", new string('x', 2049)))));
        Assert.Equal((422, "captcha_not_enabled"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", "pow1.1.1.a.b.1"))));
        await turnstile.StopAsync();
        Assert.Equal((422, "captcha_invalid"), Told(await visitor.Post("/client/sign_ups", ("captcha_token", "right"))));
        Assert.DoesNotContain("0x-secret", (await visitor.Get("/environment")).Json!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Without_protection_nothing_is_asked_and_no_challenge_is_made(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();

        Assert.Equal((422, "captcha_not_enabled"), Told(await visitor.Post("/bot_challenges")));
        Assert.Equal(200, (await visitor.Post("/client/sign_ups", ("captcha_token", "whatever"))).Status);
    }

    private static async Task<string> Challenge(Visitor visitor)
    {
        Answer answer = await visitor.Post("/bot_challenges");
        Assert.Equal((200, 8, "bot_challenge"), (answer.Status, answer.Json!["difficulty"]!.GetValue<int>(), answer.Json["object"]!.GetValue<string>()));
        return answer.Json["challenge"]!.GetValue<string>();
    }

    private static string Solve(string challenge) => Enumerable.Range(0, int.MaxValue).Select(number => $"{challenge}.{number}").First(text => Bits(text) >= 8);

    private static int Bits(string text) => ProofOfWork.ZeroBits(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private static (int Status, string? Code) Told(Answer answer) => (answer.Status, answer.Code);
}
