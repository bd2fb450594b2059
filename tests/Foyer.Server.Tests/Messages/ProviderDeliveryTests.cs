using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Foyer.Server.Messages;
using Foyer.Server.Messages.Delivery;
using Microsoft.AspNetCore.WebUtilities;
using static Foyer.Server.Tests.Databases;

namespace Foyer.Server.Tests.Messages;

/// <summary>Messages reach the providers that speak HTTP, in the form each asks for.</summary>
public sealed class ProviderDeliveryTests
{
    private static readonly Recipient Phone = Recipient.Phone("+4915112345678");

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Resend_gets_an_email_with_its_key_and_one_idempotency_key_over_all_attempts(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        await using TestFoyer foyer = await TestFoyer.Start(database, Email(provider, "resend", "re_secret"));
        provider.Answers.Enqueue(503);
        provider.Answers.Enqueue(401);
        await foyer.Send(new VerificationCodeMessage(Post.Ada, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        for (int attempt = 0; attempt < 4; attempt++)
        {
            await foyer.Deliver();
            foyer.Clock.Forward(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, provider.Requests.Count);
        Assert.Single(provider.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
        Received last = provider.Requests.Last();
        Assert.Equal("Bearer re_secret", last.Headers["Authorization"]);
        JsonNode body = JsonNode.Parse(last.Body)!;
        Assert.Equal("\"Acme\" <notifications@example.com>", body["from"]!.GetValue<string>());
        Assert.Equal("ada@example.com", body["to"]![0]!.GetValue<string>());
        Assert.Equal("123456 is your Acme code", body["subject"]!.GetValue<string>());
        Assert.Equal("support@example.com", body["reply_to"]!.GetValue<string>());
        Assert.Contains("123456", body["html"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("123456", body["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal([("sent", 3, true)], await foyer.Messages());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Postmark_gets_an_email_with_its_token_and_counts_nothing(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        await using TestFoyer foyer = await TestFoyer.Start(database, Email(provider, "postmark", "pm_secret"));
        await foyer.Send(new PasswordChangedMessage(Post.Ada));
        await foyer.Deliver();

        Received request = Assert.Single(provider.Requests);
        Assert.Equal("pm_secret", request.Headers["X-Postmark-Server-Token"]);
        JsonNode body = JsonNode.Parse(request.Body)!;
        Assert.Equal("ada@example.com", body["To"]!.GetValue<string>());
        Assert.Equal("Your Acme password was changed", body["Subject"]!.GetValue<string>());
        Assert.False(body["TrackOpens"]!.GetValue<bool>());
        Assert.Equal("None", body["TrackLinks"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task The_webhook_gets_signed_json(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        byte[] key = RandomNumberGenerator.GetBytes(24);
        await using TestFoyer foyer = await TestFoyer.Start(database, Email(provider, "webhook", "whsec_" + Convert.ToBase64String(key)));
        await foyer.Send(MagicLinkMessage.SignIn(Post.Ada, new Uri("https://clerk.example.com/v1/verify?token=abc"), foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();

        Received request = Assert.Single(provider.Requests);
        string signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}";
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed))), request.Headers["webhook-signature"]);
        Assert.Equal(foyer.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), request.Headers["webhook-timestamp"]);
        JsonNode body = JsonNode.Parse(request.Body)!;
        Assert.Equal(("email", "magic_link_sign_in", "ada@example.com"), (body["object"]!.GetValue<string>(), body["slug"]!.GetValue<string>(), body["to"]!.GetValue<string>()));
        Assert.Contains("https://clerk.example.com/v1/verify?token=abc", body["body_plain"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(body["id"]!.GetValue<string>(), request.Headers["Idempotency-Key"]);
        Assert.Equal(new Uri("https://clerk.example.com/v1/verify?token=abc"), await foyer.Server.GetLinkAsync("ada@example.com"));
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Twilio_gets_a_text_message_and_what_WhatsApp_does_not_take_goes_by_sms(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        await using TestFoyer foyer = await TestFoyer.Start(database, Sms(provider, "twilio"));
        await foyer.Send(new VerificationCodeMessage(Phone, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();
        Received sms = Assert.Single(provider.Requests);
        Assert.Equal("/2010-04-01/Accounts/AC1/Messages.json", sms.Path);
        Assert.Equal("Basic " + Convert.ToBase64String("AC1:tw_secret"u8.ToArray()), sms.Headers["Authorization"]);
        var form = QueryHelpers.ParseQuery(sms.Body);
        Assert.Equal(("+4915112345678", "+15005550006"), (form["To"].ToString(), form["From"].ToString()));
        Assert.Equal("123456 is your Acme code. Tell it to nobody.", form["Body"].ToString());

        provider.Answers.Enqueue(400);
        await foyer.Send(new VerificationCodeMessage(Phone with { Channel = "whatsapp" }, "654321", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();
        var forms = provider.Requests.Skip(1).Select(request => QueryHelpers.ParseQuery(request.Body)).ToList();
        Assert.Equal(["whatsapp:+4915112345678", "+4915112345678"], forms.Select(each => each["To"].ToString()));
        Assert.Equal(["whatsapp:+15005550007", "+15005550006"], forms.Select(each => each["From"].ToString()));
        Assert.Equal(["sent", "sent"], (await foyer.Messages()).Select(message => message.Status));
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_message_the_provider_refuses_is_given_up_and_a_wrong_key_is_not(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        await using TestFoyer foyer = await TestFoyer.Start(database, Sms(provider, "webhook"));
        provider.Answers.Enqueue(422);
        await foyer.Send(new VerificationCodeMessage(Phone, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        provider.Answers.Enqueue(401);
        await foyer.Send(new VerificationCodeMessage(Phone, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        await foyer.Deliver();

        Assert.Equal([("given_up", 1, true), ("outgoing", 1, true)], await foyer.Messages());
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task A_provider_that_asks_for_a_pause_gets_it(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        await using TestFoyer foyer = await TestFoyer.Start(database, Email(provider, "resend", "re_secret"));
        foreach (string retryAfter in new[] { "120", foyer.Clock.GetUtcNow().AddSeconds(120 + 121).ToString("R") })
        {
            int before = provider.Requests.Count;
            provider.RetryAfter = retryAfter;
            provider.Answers.Enqueue(429);
            await foyer.Send(new PasswordChangedMessage(Post.Ada));
            await foyer.Deliver();
            foyer.Clock.Forward(TimeSpan.FromSeconds(118));
            await foyer.Deliver();
            Assert.Equal(before + 1, provider.Requests.Count);
            foyer.Clock.Forward(TimeSpan.FromSeconds(3));
            await foyer.Deliver();
            Assert.Equal(before + 2, provider.Requests.Count);
        }

        Assert.Equal(TimeSpan.FromHours(1), MessageDelivery.Asked(new RetryConditionHeaderValue(TimeSpan.FromDays(2)), foyer.Clock.GetUtcNow()));
    }

    [Theory, MemberData(nameof(Both), MemberType = typeof(Databases))]
    public async Task Several_nodes_deliver_a_message_once(string database)
    {
        await using FakeProvider provider = await FakeProvider.Start();
        await using TestFoyer foyer = await TestFoyer.Start(database, Sms(provider, "webhook"));
        for (int message = 0; message < 40; message++)
        {
            await foyer.Send(new VerificationCodeMessage(Phone, "123456", foyer.Clock.GetUtcNow().AddMinutes(10)));
        }

        Foyer.Server.Messages.Delivery.MessageDelivery Node() => new(
            foyer.Database, foyer.Get<MessageStore>(), foyer.Get<Instances.InstanceRegistry>(), foyer.Get<Outbox>(),
            foyer.Get<IEnumerable<Foyer.Server.Messages.Delivery.IMessageCarrier>>(), foyer.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<Foyer.Server.Messages.Delivery.MessageDelivery>.Instance);
        while (await foyer.Database.One<long>("SELECT count(*) FROM outbox WHERE kind = 'message'", null, default) > 0)
        {
            await foyer.Get<OutboxWorker>().Drain(default);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            Foyer.Server.Messages.Delivery.MessageDelivery node = Node();
            while (await node.Deliver(default) > 0)
            {
            }
        }));
        await foyer.Deliver();

        Assert.Equal(40, provider.Requests.Count);
        Assert.Equal(40, provider.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count());
    }

    private static object Email(FakeProvider provider, string name, string key) => new
    {
        messages = new { email = new { provider = name, from = "notifications@example.com", reply_to = "support@example.com", url = provider.Url, api_key = key } },
    };

    private static object Sms(FakeProvider provider, string name) => new
    {
        user_settings = new { attributes = new { phone_number = new { enabled = true, channels = new[] { "sms", "whatsapp" } } } },
        messages = new { sms = new { provider = name, from = "+15005550006", whatsapp_from = "+15005550007", url = provider.Url, account_sid = "AC1", auth_token = "tw_secret" } },
    };
}
