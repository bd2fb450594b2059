using Foyer.Server.RateLimits;
using Foyer.Server.Surfaces;
using Microsoft.AspNetCore.Http;

namespace Foyer.Tests.RateLimits;

/// <summary>The pure parts of the rate limits: who counts as one caller, what counts, and how much memory that takes.</summary>
public sealed class RateLimitTests
{
    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7")]
    [InlineData("203.0.113.7", "::FFFF:CB00:7107")]
    [InlineData("2001:db8:1:2::1", "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8:0:0::", "2001:DB8::dead:beef")]
    public void One_caller_has_one_name_however_the_address_is_written(string one, string other)
    {
        Assert.Equal(CallerAddress.Of(one), CallerAddress.Of(other));
        Assert.Equal(CallerAddress.NetworkOf(one), CallerAddress.NetworkOf(other));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8", false, true)]
    [InlineData("203.0.113.7", "203.0.114.7", false, false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false, false)]
    [InlineData("::1", "0.0.0.1", false, false)]
    public void Neighbours_are_two_callers_of_one_network(string one, string other, bool sameCaller, bool sameNetwork)
    {
        Assert.Equal(sameCaller, CallerAddress.Of(one) == CallerAddress.Of(other));
        Assert.Equal(sameNetwork, CallerAddress.NetworkOf(one) == CallerAddress.NetworkOf(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("not-an-ip")]
    public void Who_has_no_address_has_no_name(string? address) => Assert.Null(CallerAddress.Of(address));

    [Theory]
    [InlineData("POST", "/client/sign_ins", "sign_in_creates identifiers failures")]
    [InlineData("POST", "/client/sign_ins/sia_x/attempt_first_factor", "sign_in_attempts failures")]
    [InlineData("POST", "/client/sign_ins/sia_x/attempt_second_factor", "sign_in_attempts failures")]
    [InlineData("POST", "/client/sign_ins/sia_x/prepare_first_factor", "sends")]
    [InlineData("POST", "/client/sign_ins/sia_x/reset_password", "sign_in_attempts")]
    [InlineData("GET", "/client/sign_ins/sia_x", "")]
    [InlineData("POST", "/client/sign_ups", "sign_up_creates identifiers")]
    [InlineData("PATCH", "/client/sign_ups/sua_x", "sign_up_updates")]
    [InlineData("POST", "/client/sign_ups/sua_x/prepare_verification", "sends")]
    [InlineData("POST", "/client/sign_ups/sua_x/attempt_verification", "sign_up_attempts failures")]
    [InlineData("POST", "/waitlist", "waitlist_joins identifiers")]
    [InlineData("POST", "/dev_browser", "clients")]
    [InlineData("PUT", "/client", "clients")]
    [InlineData("DELETE", "/client", "")]
    [InlineData("POST", "/client/sessions/sess_x/tokens", "")]
    [InlineData("POST", "/client/sessions/sess_x/touch", "")]
    [InlineData("POST", "/client/sessions/sess_x/verify/attempt_first_factor", "account_attempts failures")]
    [InlineData("POST", "/me/totp/attempt_verification", "account_attempts failures")]
    [InlineData("POST", "/me/email_addresses/idn_x/prepare_verification", "sends")]
    [InlineData("POST", "/me/change_password", "account_attempts")]
    [InlineData("PATCH", "/me", "")]
    public void Each_door_has_its_limits(string method, string path, string limits) =>
        Assert.Equal(limits, string.Join(' ', RateLimit.Of(method, path).Select(limit => limit.Name)));

    [Theory]
    [InlineData("POST", "/client/sign_ins", "email_code", "sign_in_creates identifiers failures sends")]
    [InlineData("POST", "/client/sign_ins", "reset_password_phone_code", "sign_in_creates identifiers failures sends")]
    [InlineData("POST", "/client/sign_ins", "password", "sign_in_creates identifiers failures")]
    [InlineData("POST", "/client/sign_ups", "email_link", "sign_up_creates identifiers sends")]
    [InlineData("POST", "/client/sign_ups", "oauth_google", "sign_up_creates identifiers")]
    [InlineData("PATCH", "/client/sign_ups/sua_x", "phone_code", "sign_up_updates sends")]
    [InlineData("POST", "/client/sign_ups/sua_x/attempt_verification", "phone_code", "sign_up_attempts failures")]
    [InlineData("POST", "/client/sign_ins/sia_x/attempt_first_factor", "email_code", "sign_in_attempts failures")]
    [InlineData("POST", "/client/sign_ins/sia_x/prepare_first_factor", "email_code", "sends")]
    public void What_sends_in_the_same_request_counts_as_a_send_too(string method, string path, string strategy, string limits) =>
        Assert.Equal(limits, string.Join(' ', RateLimit.Of(method, path, strategy).Select(limit => limit.Name)));

    [Fact]
    public void A_window_begins_with_the_first_and_ends_exactly()
    {
        WindowCounter counter = new(1000);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0, counter.Take(7, 5, 10_000, 1000 + i));
        }

        Assert.Equal(9_995, counter.Take(7, 5, 10_000, 1005));
        Assert.Equal(1, counter.Take(7, 5, 10_000, 10_999));
        Assert.Equal(0, counter.Take(8, 5, 10_000, 10_999));
        Assert.Equal(0, counter.Take(7, 5, 10_000, 11_000));
        counter.GiveBack(7);
        Assert.Equal([0, 0, 0, 0, 0, 10_000], Enumerable.Range(0, 6).Select(_ => counter.Take(7, 5, 10_000, 11_001)));
    }

    [Fact]
    public void A_clock_set_back_does_not_lengthen_a_window()
    {
        WindowCounter counter = new(1000);
        Assert.Equal(0, counter.Take(7, 1, 10_000, 5_000_000));
        Assert.Equal(0, counter.Take(7, 1, 10_000, 1_000_000));
        Assert.Equal(10_000, counter.Take(7, 1, 10_000, 1_000_000));
    }

    [Fact]
    public void A_flood_of_keys_takes_bounded_memory_and_forgets_nobody_who_keeps_coming()
    {
        WindowCounter counter = new(10_000);
        Assert.Equal(0, counter.Take(UInt128.MaxValue, 1, 600_000, 1));
        for (int i = 0; i < 500_000; i++)
        {
            counter.Take((UInt128)i, 1, 600_000, 1);
            if (i % 500 == 0)
            {
                counter.GiveBack(UInt128.MaxValue);
                Assert.Equal(0, counter.Take(UInt128.MaxValue, 1, 600_000, 1));
            }
        }

        Assert.InRange(counter.Count, 1, 10_000);
        Assert.True(counter.Take(UInt128.MaxValue, 1, 600_000, 1) > 0);
    }

    [Theory]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6, 203.0.113.7, 10.1.1.1", "203.0.113.7")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6, not-an-ip", "10.0.0.1")]
    [InlineData("198.51.100.1", "203.0.113.7", "198.51.100.1")]
    [InlineData("192.0.2.9", "2001:db8::1", "2001:db8::1")]
    public void The_caller_is_the_nearest_who_is_no_trusted_proxy(string peer, string? forwarded, string caller)
    {
        TrustedProxies proxies = new(["10.0.0.0/8", "192.0.2.9"]);
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(peer);
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(System.Net.IPAddress.Parse(caller), proxies.Caller(context));
    }
}
