using Foyer.Server.EmailAddresses;

namespace Foyer.Tests.Server;

/// <summary>Case 336: one mailbox has one spelling, and no two mailboxes share one.</summary>
public sealed class EmailAddressRulesTests
{
    [Theory]
    [InlineData("Ada@Example.com", "ada@example.com")]
    [InlineData("  ada@example.COM. ", "ada@example.com")]
    [InlineData("ada+tag@example.com", "ada+tag@example.com")]
    [InlineData("ada@bücher.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@BÜCHER.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example")]
    public void Spellings_of_one_mailbox_become_one(string typed, string kept) => Assert.Equal(kept, EmailAddressRules.Normalize(typed));

    /// <summary>Letters that other systems take for Latin ones when they change the case.</summary>
    [Theory]
    [InlineData("ad\u0131@example.com")]
    [InlineData("\u017Fam@example.com")]
    [InlineData("\u212Aate@example.com")]
    [InlineData("stra\u00DFe@example.com")]
    [InlineData("\uFF41da@example.com")]
    [InlineData("ad\u0430@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("ada@localhost")]
    [InlineData("ada@exa mple.com")]
    [InlineData("ada@example..com")]
    [InlineData(".ada@example.com")]
    [InlineData("a..da@example.com")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("ada@example.com\r\nBcc: eve@example.com")]
    [InlineData("@example.com")]
    [InlineData("ada")]
    [InlineData("")]
    [InlineData(null)]
    public void What_could_be_taken_for_another_mailbox_is_none(string? typed) => Assert.Null(EmailAddressRules.Normalize(typed));

    [Fact]
    public void A_domain_in_another_script_is_another_domain() => Assert.NotEqual(EmailAddressRules.Normalize("ada@example.com"), EmailAddressRules.Normalize("ada@ex\u0430mple.com"));

    [Fact]
    public void Nothing_longer_than_mail_can_carry_is_taken()
    {
        Assert.NotNull(EmailAddressRules.Normalize(new string('a', 64) + "@example.com"));
        Assert.Null(EmailAddressRules.Normalize(new string('a', 65) + "@example.com"));
        Assert.Null(EmailAddressRules.Normalize("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) + ".com"));
    }
}
