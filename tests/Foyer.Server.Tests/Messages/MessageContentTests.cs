using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Foyer.Server.Messages;
using static Foyer.Server.Tests.Databases;

namespace Foyer.Server.Tests.Messages;

/// <summary>What messages say: in the language of who gets them, in an operator's words, and whatever people call themselves.</summary>
public sealed class MessageContentTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'\r\nBcc: eve@evil.example\r\n\r\nhttps://evil.example/";

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_message_speaks_the_language_of_the_attempt(string database)
    {
        await using TestFoyer foyer = await TestFoyer.Start(database);
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"), ("locale", "de-AT"));
        await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "email_code"));

        var message = Assert.Single(await foyer.Server.GetInboxAsync());
        Assert.Equal($"{message.Code} ist Ihr Code für Acme", message.Subject);
        Assert.Contains("lang=\"de\"", message.Html, StringComparison.Ordinal);
        Assert.Equal("verification_code", message.Slug);
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Hostile_names_stay_text_in_every_part_and_begin_no_header(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            display_config = new { application_name = "A & B <script>alert(1)</script>" },
            messages = new { email = new { provider = "smtp", from = "notifications@example.com", smtp = new { host = "127.0.0.1", port = mail.Port, security = "none" } } },
        });
        DateTimeOffset now = foyer.Clock.GetUtcNow();
        OutgoingMessage[] messages =
        [
            new InvitationMessage(Post.Ada, new Uri("https://clerk.example.com/v1/tickets/accept?ticket=a&b=%22%3E"), now.AddDays(30), Hostile),
            new PasskeyAddedMessage(Post.Ada, Hostile),
            new TrustedDeviceAddedMessage(Post.Ada, Hostile),
            new PasskeyRemovedMessage(Post.Ada, Hostile),
            new NewDeviceSignInMessage(Post.Ada, Hostile, "203.0.113.7", Hostile),
            new VerificationCodeMessage(Post.Ada, "123456", now.AddMinutes(10), Hostile),
        ];
        foreach (OutgoingMessage message in messages)
        {
            await foyer.Send(message);
        }

        await foyer.Deliver();
        Assert.Equal(messages.Length, mail.Taken.Count);
        Assert.All(mail.Taken, taken =>
        {
            string headers = taken[..taken.IndexOf("\n\n", StringComparison.Ordinal)];
            Assert.DoesNotContain("\nBcc:", headers, StringComparison.OrdinalIgnoreCase);
            Assert.Single(headers.Split('\n'), line => line.StartsWith("Subject:", StringComparison.Ordinal));
            string html = SmtpDeliveryTests.Parts(taken)[1];
            var document = new HtmlParser().ParseDocument(html);
            Assert.Empty(document.QuerySelectorAll("script, img, [onerror]"));
            Assert.DoesNotContain(document.QuerySelectorAll("a"), link => link.GetAttribute("href")!.Contains("evil", StringComparison.Ordinal));
        });
        Assert.All(mail.Said, said => Assert.DoesNotContain("evil", said, StringComparison.Ordinal));
        // No mail program makes a link of it either: what stands between the parts of an address is followed by a space without width.
        Assert.All(await foyer.Server.GetInboxAsync(), message => Assert.DoesNotContain("evil.example", message.Subject + message.Text + message.Html, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task An_operators_words_replace_ours_with_every_value_escaped_for_its_place(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            display_config = new { application_name = "A & B" },
            messages = new
            {
                email = new { provider = "smtp", from = "notifications@example.com", smtp = new { host = "127.0.0.1", port = mail.Port, security = "none" } },
                templates = new
                {
                    email = new Dictionary<string, object>
                    {
                        ["invitation"] = new
                        {
                            subject = "{{inviter_name}} of {{ app.name }} calls",
                            body = "<p title=\"{{inviter_name}}\">{{inviter_name}} of {{app.name}}</p><a href=\"{{action_url}}\">Come</a> <a href='https://example.com/?who={{inviter_name}}'>Who?</a>",
                            from_email_name = "invitations",
                        },
                    },
                    sms = new { verification_code = new { body = "{{otp_code}} opens {{app.name}}" } },
                },
            },
        });
        await foyer.Send(new InvitationMessage(Post.Ada, new Uri("https://clerk.example.com/accept?ticket=a&b=c"), null, "Eve\r\n <b>\"&' & co"));
        await foyer.Send(new VerificationCodeMessage(Recipient.Phone("+4915112345678"), "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();

        string taken = Assert.Single(mail.Taken);
        Assert.Contains("From: \"A & B\" <invitations@example.com>\n", taken, StringComparison.Ordinal);
        IReadOnlyList<string> parts = SmtpDeliveryTests.Parts(taken);
        var document = new HtmlParser().ParseDocument(parts[1]);
        Assert.Equal("Eve   <b>\"&' & co of A & B", document.QuerySelector("p")!.TextContent);
        Assert.Equal("Eve   <b>\"&' & co", document.QuerySelector("p")!.GetAttribute("title"));
        Assert.Equal("https://clerk.example.com/accept?ticket=a&b=c", document.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("https://example.com/?who=" + Uri.EscapeDataString("Eve   <b>\"&' & co"), document.QuerySelectorAll("a")[1].GetAttribute("href"));
        Assert.Empty(document.QuerySelectorAll("b"));
        Assert.Contains("Come (https://clerk.example.com/accept?ticket=a&b=c)", parts[0], StringComparison.Ordinal);
        Assert.Contains((await foyer.Server.GetInboxAsync()), message => message is { Channel: "sms", Text: "123456 opens A & B" });
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Who_delivers_themselves_gets_the_event_alone(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, new
        {
            messages = new
            {
                email = new { provider = "smtp", from = "notifications@example.com", smtp = new { host = "127.0.0.1", port = mail.Port, security = "none" } },
                templates = new
                {
                    email = new { verification_code = new { delivered_by_clerk = false }, password_changed = new { enabled = false } },
                    sms = new { verification_code = new { delivered_by_clerk = false } },
                },
            },
        });
        DateTimeOffset until = foyer.Clock.GetUtcNow().AddMinutes(10);
        await foyer.Send(new VerificationCodeMessage(Post.Ada, "123456", until));
        await foyer.Send(new PasswordChangedMessage(Post.Ada));
        await foyer.Deliver();
        Assert.Empty(mail.Taken);
        Assert.Equal([("kept", 0, true)], await foyer.Messages());

        JsonNode email = await Announced(foyer, new VerificationCodeMessage(Post.Ada, "123456", until), "email.created");
        Assert.Equal("email", email["object"]!.GetValue<string>());
        Assert.StartsWith("ema_", email["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("verification_code", "notifications", "ada@example.com"), (email["slug"]!.GetValue<string>(), email["from_email_name"]!.GetValue<string>(), email["to_email_address"]!.GetValue<string>()));
        Assert.Equal(("idn_1", "user_1", "queued"), (email["email_address_id"]!.GetValue<string>(), email["user_id"]!.GetValue<string>(), email["status"]!.GetValue<string>()));
        Assert.Equal("123456 is your Acme code", email["subject"]!.GetValue<string>());
        Assert.Contains("123456", email["body"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("123456", email["body_plain"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("123456", "Acme", "http://localhost:3000/"), (email["data"]!["otp_code"]!.GetValue<string>(), email["data"]!["app"]!["name"]!.GetValue<string>(), email["data"]!["app"]!["url"]!.GetValue<string>()));
        Assert.False(email["delivered_by_clerk"]!.GetValue<bool>());

        JsonNode sms = await Announced(foyer, new VerificationCodeMessage(Recipient.Phone("+4915112345678"), "123456", until), "sms.created");
        Assert.Equal(("sms_message", "+4915112345678"), (sms["object"]!.GetValue<string>(), sms["to_phone_number"]!.GetValue<string>()));
        Assert.StartsWith("sms_", sms["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("123456 is your Acme code", sms["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(foyer.Clock.GetUtcNow().ToUnixTimeMilliseconds(), sms["created_at_ms"]!.GetValue<long>());
        Assert.False(sms["delivered_by_clerk"]!.GetValue<bool>());
    }

    /// <summary>What the outbox would tell webhooks of a message; nothing is kept of it.</summary>
    private static async Task<JsonNode> Announced(TestFoyer foyer, OutgoingMessage message, string type)
    {
        MessageHandler handler = foyer.Get<MessageHandler>();
        string instanceId = foyer.InstanceOf(TestFoyer.DevelopmentHost).Id;
        (OutboxEntry entry, string body) = await foyer.Database.Write(async tx =>
        {
            await foyer.Get<Mailer>().Send(tx, foyer.InstanceOf(TestFoyer.DevelopmentHost), message);
            OutboxEntry draft = (await tx.One<OutboxEntry>("SELECT * FROM outbox WHERE kind = 'message' AND instance_id = @instanceId", new { instanceId }))!;
            return tx.Abandon((draft, foyer.Get<Outbox>().Open(draft)));
        }, default);
        string prepared = await handler.Prepare(entry, body, default);
        return await foyer.Database.Write(async tx =>
        {
            await handler.Handle(tx, entry, prepared);
            OutboxEntry announced = (await tx.One<OutboxEntry>("SELECT * FROM outbox WHERE kind = 'event' AND type = @type ORDER BY created_at DESC, id DESC LIMIT 1", new { type }))!;
            return tx.Abandon(JsonNode.Parse(foyer.Get<Outbox>().Open(announced))!);
        }, default);
    }

    [Theory]
    [InlineData("""{"email":{"provider":"pigeon"}}""", "messages.email.provider", "does not know 'pigeon'")]
    [InlineData("""{"email":{"provider":"smtp"}}""", "messages.email.from", "who e-mail comes from")]
    [InlineData("""{"email":{"provider":"smtp","from":"Acme <a@example.com>"}}""", "messages.email.from", "an e-mail address and nothing else")]
    [InlineData("""{"email":{"provider":"smtp","from":"a@example.com"}}""", "messages.email.smtp.host", "name the mail server")]
    [InlineData("""{"email":{"provider":"smtp","from":"a@example.com","smtp":{"host":"mail","security":"none","password":"x"}}}""", "messages.email.smtp.security", "travel in clear")]
    [InlineData("""{"email":{"provider":"smtp","from":"a@example.com","smtp":{"host":"mail","port":0}}}""", "messages.email.smtp.port", "between 1 and 65535")]
    [InlineData("""{"email":{"provider":"resend","from":"a@example.com"}}""", "messages.email.api_key", "is missing")]
    [InlineData("""{"email":{"provider":"webhook","from":"a@example.com","url":"http://example.com"}}""", "messages.email.url", "https://")]
    [InlineData("""{"email":{"from_name":"a\nb"}}""", "messages.email.from_name", "one line")]
    [InlineData("""{"sms":{"provider":"twilio","from":"+1","account_sid":"AC1"}}""", "messages.sms.auth_token", "is missing")]
    [InlineData("""{"sms":{"blocked_country_codes":["de"]}}""", "messages.sms.blocked_country_codes", "two capital letters")]
    [InlineData("""{"sms":{"max_per_hour":0}}""", "messages.sms.max_per_hour", "between 1 and 1000000")]
    [InlineData("""{"templates":{"email":{"good_morning":{}}}}""", "messages.templates.email.good_morning", "is not a setting")]
    [InlineData("""{"templates":{"email":{"verification_code":{"body":"<p>Hello</p>"}}}}""", "messages.templates.email.verification_code.body", "must hold '{{otp_code}}'")]
    [InlineData("""{"templates":{"email":{"verification_code":{"body":"{{otp_code}} {{user.password_digest}}"}}}}""", "messages.templates.email.verification_code.body", "does not have")]
    [InlineData("""{"templates":{"email":{"verification_code":{"body":"{{#each (range 1e9)}}{{otp_code}}{{/each}}"}}}}""", "messages.templates.email.verification_code.body", "no placeholder")]
    [InlineData("""{"templates":{"email":{"verification_code":{"body":"<style>{{otp_code}}</style>"}}}}""", "messages.templates.email.verification_code.body", "no value is safe")]
    [InlineData("""{"templates":{"email":{"verification_code":{"text":"{{otp_code"}}}}""", "messages.templates.email.verification_code.text", "does not close")]
    [InlineData("""{"templates":{"email":{"verification_code":{"enabled":false}}}}""", "messages.templates.email.verification_code.enabled", "delivered_by_clerk")]
    [InlineData("""{"templates":{"email":{"password_changed":{"from_email_name":"a@b"}}}}""", "messages.templates.email.password_changed.from_email_name", "before the @")]
    [InlineData("""{"templates":{"sms":{"verification_code":{"body":"{{to_email_address}} {{otp_code}}"}}}}""", "messages.templates.sms.verification_code.body", "does not have")]
    public void Settings_that_cannot_work_are_refused_with_their_path(string messages, string path, string problem)
    {
        JsonObject settings = new() { ["messages"] = JsonNode.Parse(messages) };
        var refused = Assert.Throws<Instances.SettingsException>(() => Instances.SettingsDocument.Apply(settings, isDevelopment: true));
        Assert.Equal(path, refused.Path);
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_of_more_than_a_quarter_megabyte_is_refused()
    {
        string body = new string('x', TemplateText.MaxLength) + "{{otp_code}}";
        JsonObject settings = JsonSerializer.SerializeToNode(new { messages = new { templates = new { email = new { verification_code = new { body } } } } })!.AsObject();
        Assert.Contains("256 KB", Assert.Throws<Instances.SettingsException>(() => Instances.SettingsDocument.Apply(settings, isDevelopment: true)).Problem, StringComparison.Ordinal);
    }
}
