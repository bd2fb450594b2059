using Foyer.Server;
using Foyer.Server.Restrictions;

namespace Foyer.Tests.Restrictions;

/// <summary>What stands on the lists, and what is found there.</summary>
public sealed class RestrictionRulesTests
{
    [Theory]
    [InlineData("Ada@Example.COM", "ada@example.com", "email_address")]
    [InlineData(" ada@example.com ", "ada@example.com", "email_address")]
    [InlineData("*@Example.com", "*@example.com", "email_address")]
    [InlineData("*@bücher.example", "*@xn--bcher-kva.example", "email_address")]
    [InlineData("*@example.com.", "*@example.com", "email_address")]
    [InlineData("+15555550100", "+15555550100", "phone_number")]
    public void An_entry_is_stored_in_the_form_it_is_compared_in(string text, string identifier, string type) =>
        Assert.Equal((identifier, type), RestrictionRules.Entry(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*@")]
    [InlineData("*@*")]
    [InlineData("*@*.com")]
    [InlineData("*@com")]
    [InlineData("*@a@example.com")]
    [InlineData("a*@example.com@")]
    [InlineData("example")]
    [InlineData("'; DROP TABLE users; --")]
    public void What_is_no_identifier_is_no_entry(string? text) => Assert.Null(RestrictionRules.Entry(text));

    [Theory]
    [InlineData("ada@example.com", "ada@example.com", true)]
    [InlineData("ada@example.com", "*@example.com", true)]
    [InlineData("ada@sub.example.com", "*@example.com", false)]
    [InlineData("ada@badexample.com", "*@example.com", false)]
    [InlineData("ada+tag@example.com", "ada@example.com", false)]
    public void The_allow_list_lets_in_exactly_what_it_says(string identifier, string entry, bool allowed) =>
        Assert.Equal(allowed, RestrictionRules.Allowing(IdentifierTypes.EmailAddress, identifier).Contains(entry));

    [Theory]
    [InlineData("eve@example.com", "eve@example.com", true)]
    [InlineData("eve+1@example.com", "eve@example.com", true)]
    [InlineData("eve+1+2@example.com", "eve@example.com", true)]
    [InlineData("eve@example.com", "*@example.com", true)]
    [InlineData("e.v.e+1@gmail.com", "eve@gmail.com", true)]
    [InlineData("e.ve@googlemail.com", "eve@gmail.com", true)]
    [InlineData("e.ve@example.com", "eve@example.com", false)]
    [InlineData("eve@sub.example.com", "*@example.com", false)]
    public void The_block_list_keeps_out_a_mailbox_however_it_is_spelt(string identifier, string entry, bool blocked) =>
        Assert.Equal(blocked, RestrictionRules.Blocking(IdentifierTypes.EmailAddress, identifier).Contains(entry));

    [Fact]
    public void A_list_of_domains_is_read_and_covers_what_is_below_them()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "# throw-away mail\nMailinator.test\n\n  trash.example   # with a comment\nxn--bcher-kva.example\n");
            DisposableDomains domains = DisposableDomains.Load(file);
            Assert.True(domains.IsKnown);
            foreach ((string address, bool listed) in new[]
            {
                ("a@mailinator.test", true), ("a@x.mailinator.test", true), ("a@x.y.trash.example", true), ("a@xn--bcher-kva.example", true),
                ("a@notmailinator.test", false), ("a@mailinator.test.example", false), ("a@example", false), ("a@test", false),
            })
            {
                Assert.Equal((address, listed), (address, domains.Contains(address)));
            }

            foreach ((string text, string problem) in new[] { ("good.test\nno domain\n", "Line 2 of"), ("# nothing\n", "holds no domain"), ("*.test\n", "Line 1 of") })
            {
                File.WriteAllText(file, text);
                Assert.Contains(problem, Assert.Throws<StartupException>(() => DisposableDomains.Load(file)).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains("cannot be read", Assert.Throws<StartupException>(() => DisposableDomains.Load(file)).Message, StringComparison.Ordinal);
        Assert.False(DisposableDomains.Load(null).IsKnown);
        Assert.False(DisposableDomains.Load(null).Contains("a@mailinator.test"));
    }
}
