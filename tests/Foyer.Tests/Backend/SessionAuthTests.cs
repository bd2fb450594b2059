using System.Text.Json;
using Foyer.Backend;
using Foyer.Contracts;

namespace Foyer.Tests.Backend;

/// <summary>Claims to <see cref="AuthState"/> (WIRE §5.3, §5.4).</summary>
public sealed class SessionAuthTests
{
    private static AuthState Read(string claims) => JsonSerializer.Deserialize(claims, WireJson.Default.SessionClaims)!.ToAuthState();

    [Theory]
    [InlineData("o:invoices,o:reports", "read,write", "3,1", "org:invoices:read,org:invoices:write,org:reports:read")]
    [InlineData("u:beta,o:invoices,uo:reports", "read,write", "2,1", "org:invoices:write,org:reports:read")]
    [InlineData("o:invoices", "read", "0", "")]
    [InlineData("o:invoices,o:reports", "read", "1", "org:invoices:read")]
    [InlineData("o:invoices", "read,write", "x", "")]
    [InlineData("", "read", "1", "")]
    public void Permissions_are_spelled_out(string fea, string per, string fpm, string expected)
    {
        AuthState auth = Read($$$"""{"sub":"u","sid":"s","v":2,"fea":"{{{fea}}}","o":{"id":"org_1","slg":"acme","rol":"admin","per":"{{{per}}}","fpm":"{{{fpm}}}"}}""");
        Assert.Equal(expected, string.Join(',', auth.OrgPermissions));
        Assert.Equal(("org_1", "acme", "org:admin"), (auth.OrgId, auth.OrgSlug, auth.OrgRole));
    }

    [Fact]
    public void Version_one_is_read_too()
    {
        AuthState auth = Read("""{"sub":"u","sid":"s","org_id":"org_1","org_slug":"acme","org_role":"org:admin","org_permissions":["org:a:b"]}""");
        Assert.True(auth.Has(role: "admin", permission: "a:b"));
        Assert.False(auth.Has(role: "member"));
        Assert.Equal("acme", auth.OrgSlug);
    }

    [Fact]
    public void A_pending_session_counts_as_signed_out() => Assert.False(Read("""{"sub":"u","sid":"s","v":2,"sts":"pending"}""").IsSignedIn);

    [Fact]
    public void The_personal_account_has_no_organization()
    {
        AuthState auth = Read("""{"sub":"u","sid":"s","v":2,"sts":"active"}""");
        Assert.True(auth.Has());
        Assert.False(auth.Has(role: "admin"));
        Assert.Null(auth.OrgId);
    }
}
