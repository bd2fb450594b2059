using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Foyer.Server.Instances;
using Foyer.Server.Messages;
using Foyer.Server.Messages.Delivery;
using Microsoft.Extensions.Logging;
using static Foyer.Server.Tests.Databases;

namespace Foyer.Server.Tests.Messages;

/// <summary>E-mail reaches a mail server once, after failures too, and nobody else.</summary>
public sealed class SmtpDeliveryTests
{
    private const string Password = "the-mail-server-password";

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_code_reaches_the_mail_server_once(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail));
        Visitor visitor = await foyer.Visit();
        Answer begun = await visitor.Post("/client/sign_ups", ("email_address", "ada@example.com"), ("password", "correct horse battery"));
        await visitor.Post($"/client/sign_ups/{begun.Response["id"]}/prepare_verification", ("strategy", "email_code"));
        await foyer.Deliver();
        foyer.Clock.Forward(TimeSpan.FromHours(1));
        await foyer.Deliver();

        string taken = Assert.Single(mail.Taken);
        string code = await foyer.Server.GetCodeAsync("ada@example.com");
        Assert.Contains("From: \"Acme\" <notifications@example.com>\n", taken, StringComparison.Ordinal);
        Assert.Contains("To: ada@example.com\n", taken, StringComparison.Ordinal);
        Assert.Contains($"Subject: {code} is your Acme code\n", taken, StringComparison.Ordinal);
        Assert.Contains("Content-Type: multipart/alternative", taken, StringComparison.Ordinal);
        Assert.Matches("Message-ID: <ema_[0-9A-Za-z]{27}@example.com>\n", taken);
        IReadOnlyList<string> parts = Parts(taken);
        Assert.All(parts, part => Assert.Contains(code, part, StringComparison.Ordinal));
        Assert.Equal(2, parts.Count);
        Assert.StartsWith("Your code\n", parts[0], StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", parts[1], StringComparison.Ordinal);
        Assert.Equal([("sent", 1, true)], await foyer.Messages());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_failure_is_tried_again_after_a_pause_with_the_same_id(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail));
        mail.Refusals.Enqueue("451 not now");
        mail.Refusals.Enqueue("421 still not");
        await foyer.Send(new VerificationCodeMessage(Post.Ada, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();
        Assert.Equal([("outgoing", 1, true)], await foyer.Messages());

        // Five seconds, give or take a fifth.
        foyer.Clock.Forward(TimeSpan.FromSeconds(3.9));
        await foyer.Deliver();
        Assert.Equal([("outgoing", 1, true)], await foyer.Messages());
        foyer.Clock.Forward(TimeSpan.FromSeconds(2.2));
        await foyer.Deliver();
        Assert.Equal([("outgoing", 2, true)], await foyer.Messages());
        Assert.Empty(mail.Taken);
        foyer.Clock.Forward(TimeSpan.FromSeconds(12.1));
        await foyer.Deliver();

        Assert.Single(mail.Taken);
        Assert.Equal([("sent", 3, true)], await foyer.Messages());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_code_that_no_longer_works_is_not_sent_when_the_server_is_back(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail));
        mail.Refusals.Enqueue("451 not now");
        await foyer.Send(new VerificationCodeMessage(Post.Ada, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)), TestFoyer.ProductionHost);
        await foyer.Deliver();
        foyer.Clock.Forward(TimeSpan.FromMinutes(10));
        await foyer.Deliver();

        Assert.Empty(mail.Taken);
        Assert.Equal([("expired", 2, false)], await foyer.Messages());
        Assert.Equal(["message.expired"], await Audited(foyer));
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_server_that_is_away_for_three_days_is_given_up_and_the_audit_log_says_so(string database)
    {
        int port;
        await using (FakeSmtpServer gone = new())
        {
            port = gone.Port;
        }

        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(port));
        await foyer.Send(new PasswordChangedMessage(Post.Ada), TestFoyer.ProductionHost);
        await foyer.Deliver();
        foyer.Clock.Forward(MessageDelivery.Patience - TimeSpan.FromMinutes(1));
        await foyer.Deliver();
        Assert.Equal([("outgoing", 2, true)], await foyer.Messages());
        foyer.Clock.Forward(TimeSpan.FromHours(2));
        await foyer.Deliver();

        Assert.Equal([("given_up", 3, false)], await foyer.Messages());
        Assert.Equal(["message.given_up"], await Audited(foyer));
        string detail = (await foyer.Database.One<string>("SELECT detail FROM audit_log WHERE action = 'message.given_up'", null, default))!;
        Assert.Contains("password_changed", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", detail, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_mailbox_that_does_not_exist_is_given_up_at_once_and_delivered_content_is_forgotten_on_production(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail));
        mail.Refusals.Enqueue("550 5.1.1 <ada@example.com>: no such mailbox");
        await foyer.Send(new PasswordChangedMessage(Post.Ada), TestFoyer.ProductionHost);
        await foyer.Deliver();
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        await foyer.Send(new PasswordChangedMessage(Post.Ada), TestFoyer.ProductionHost);
        await foyer.Deliver();

        Assert.Single(mail.Taken);
        Assert.Equal([("given_up", 1, false), ("sent", 1, false)], await foyer.Messages());
    }

    [Fact]
    public async Task The_password_is_said_to_a_server_that_encrypts_and_proves_its_name_and_to_no_other()
    {
        await using FakeSmtpServer plain = new();
        await using (TestFoyer foyer = await TestFoyer.Start(Sqlite, Settings(plain.Port, "localhost", security: "starttls", password: Password)))
        {
            await foyer.Send(new PasswordChangedMessage(Post.Ada));
            await foyer.Deliver();
            Assert.Equal([("outgoing", 1, true)], await foyer.Messages());
            Assert.DoesNotContain(plain.Said, said => said.StartsWith("AUTH", StringComparison.Ordinal) || said.StartsWith("MAIL", StringComparison.Ordinal));
        }

        await using FakeSmtpServer stranger = new(startTls: true);
        await using (TestFoyer foyer = await TestFoyer.Start(Sqlite, Settings(stranger.Port, "localhost", security: "starttls", password: Password)))
        {
            await foyer.Send(new PasswordChangedMessage(Post.Ada));
            await foyer.Deliver();
            Assert.Equal([("outgoing", 1, true)], await foyer.Messages());
            Assert.DoesNotContain(stranger.Said, said => said.Contains("AUTH", StringComparison.Ordinal));
        }

        await using FakeSmtpServer known = new(startTls: true);
#pragma warning disable SYSLIB0014, MA0039 // The one way to make the framework's client trust the certificate of this test.
        ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == known.Certificate!.GetCertHashString();
        try
        {
            await using TestFoyer foyer = await TestFoyer.Start(Sqlite, Settings(known.Port, "localhost", security: "starttls", password: Password));
            await foyer.Send(new PasswordChangedMessage(Post.Ada));
            await foyer.Deliver();
            Assert.Single(known.Taken);
            string wire = Convert.ToBase64String(Encoding.UTF8.GetBytes(Password));
            Assert.Contains("tls: " + wire, known.Said);
            Assert.DoesNotContain(wire, known.Said);
        }
        finally
        {
            ServicePointManager.ServerCertificateValidationCallback = null;
        }
#pragma warning restore SYSLIB0014, MA0039
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Passwords_and_content_stand_in_no_table_and_in_no_log(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail.Port, "127.0.0.1", security: "starttls", password: Password));
        await foyer.Send(new VerificationCodeMessage(Post.Ada, "861305", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();
        string[] secrets = [Password, "861305", "ada@example.com"];
        Assert.All(await Everything(foyer), text => Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
        Assert.DoesNotContain(Password, foyer.InstanceOf(TestFoyer.DevelopmentHost).Settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, (await (await foyer.Visit()).Get("/environment")).Json!.ToJsonString(), StringComparison.Ordinal);

        // What the server says is quoted nowhere: it quotes the address.
        Notebook log = new();
        await using FakeSmtpServer quoting = new();
        await using TestFoyer other = await TestFoyer.Start(database, Settings(quoting));
        MessageDelivery delivery = new(other.Database, other.Get<MessageStore>(), other.Get<InstanceRegistry>(), other.Get<Outbox>(), [new SmtpCarrier()], other.Clock, log);
        quoting.Refusals.Enqueue("451 <ada@example.com> not now");
        quoting.Refusals.Enqueue("550 <ada@example.com> never");
        await other.Send(new VerificationCodeMessage(Post.Ada, "861305", other.Clock.GetUtcNow().AddMinutes(10)));
        while (quoting.Refusals.Count == 2)
        {
            await other.Get<OutboxWorker>().Drain(default);
            await delivery.Deliver(default);
        }

        other.Clock.Forward(TimeSpan.FromMinutes(1));
        while (!quoting.Refusals.IsEmpty)
        {
            await delivery.Deliver(default);
        }

        Assert.All(log.Lines, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Nothing_is_delivered_to_a_test_address_but_its_link_is_in_the_inbox(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail));
        Recipient test = Recipient.Email("ada+clerk_test@example.com");
        Uri link = new("https://clerk.example.com/v1/verify?token=abc");
        await foyer.Send(MagicLinkMessage.SignIn(test, link, foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Send(MagicLinkMessage.SignIn(test, link, foyer.Clock.GetUtcNow().AddMinutes(10)), TestFoyer.ProductionHost);
        await foyer.Deliver();

        Assert.Equal(link, await foyer.Server.GetLinkAsync(test.Address));
        Assert.Single(mail.Taken);
        Assert.Equal(["kept", "sent"], (await foyer.Messages()).Select(message => message.Status).Order());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task An_invitation_that_lives_for_weeks_is_not_tried_twice_a_minute(string database)
    {
        await using FakeSmtpServer mail = new();
        await using TestFoyer foyer = await TestFoyer.Start(database, Settings(mail));
        await foyer.Send(new InvitationMessage(Post.Ada, new Uri("https://clerk.example.com/accept"), foyer.Clock.GetUtcNow().AddDays(30)));
        for (int attempt = 1; attempt <= 5; attempt++)
        {
            mail.Refusals.Enqueue("451 not now");
            await foyer.Deliver();
            Assert.Equal([("outgoing", attempt, true)], await foyer.Messages());
            foyer.Clock.Forward(TimeSpan.FromSeconds(97));
        }

        // Eighty seconds and a fifth more are over since the fifth; the sixth pause is of a hundred and sixty, a fifth less at least.
        mail.Refusals.Enqueue("451 not now");
        await foyer.Deliver();
        foyer.Clock.Forward(TimeSpan.FromSeconds(127));
        await foyer.Deliver();
        Assert.Equal([("outgoing", 6, true)], await foyer.Messages());
    }

    [Fact]
    public void Pauses_grow_and_stay_short_while_somebody_waits()
    {
        Assert.Equal([5, 10, 20, 40, 80], Enumerable.Range(1, 5).Select(attempts => MessageDelivery.PauseAfter(attempts, isUrgent: false).TotalSeconds));
        Assert.Equal(TimeSpan.FromHours(1), MessageDelivery.PauseAfter(1000, isUrgent: false));
        Assert.Equal([5, 10, 20, 30, 30], Enumerable.Range(1, 5).Select(attempts => MessageDelivery.PauseAfter(attempts, isUrgent: true).TotalSeconds));
    }

    /// <summary>What the parts of a mail say, decoded.</summary>
    internal static IReadOnlyList<string> Parts(string mail) =>
        [.. mail.Split("Content-Transfer-Encoding: base64\n").Skip(1).Select(part => Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(part.Trim().Split('\n').TakeWhile(line => !line.StartsWith("--", StringComparison.Ordinal))))))];

    internal static object Settings(FakeSmtpServer mail) => Settings(mail.Port);

    internal static object Settings(int port, string host = "127.0.0.1", string security = "none", string password = "") => new
    {
        messages = new
        {
            email = new { provider = "smtp", from = "notifications@example.com", smtp = new { host, port, security, username = password.Length > 0 ? "foyer" : "", password } },
        },
    };

    private static async Task<IReadOnlyList<string>> Audited(TestFoyer foyer)
    {
        while (await foyer.Database.One<long>("SELECT count(*) FROM outbox WHERE kind = 'audit'", null, default) > 0)
        {
            await foyer.Get<OutboxWorker>().Drain(default);
        }

        return await foyer.Database.Many<string>("SELECT action FROM audit_log WHERE action LIKE 'message.%' ORDER BY number", null, default);
    }

    private static async Task<IReadOnlyList<string>> Everything(TestFoyer foyer)
    {
        string tables = foyer.Database.Dialect.IsSqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
        List<string> texts = [];
        foreach (string table in await foyer.Database.Many<string>(tables, null, default))
        {
            foreach (IDictionary<string, object> row in await foyer.Database.Many<dynamic>($"SELECT * FROM \"{table}\"", null, default))
            {
                texts.Add(string.Join('\n', row.Values));
            }
        }

        Assert.True(texts.Count > 5, "there must be something to look at");
        return texts;
    }

    private sealed class Notebook : ILogger<MessageDelivery>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);
    }
}
