using Foyer.Backend;

namespace Foyer.Tests.Backend;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("/dashboard", "/dashboard", true)]
    [InlineData("/dashboard", "/dashboard/", true)]
    [InlineData("/dashboard", "/dashboard/x", false)]
    [InlineData("/dashboard", "/Dashboard", true)]
    [InlineData("/dashboard(.*)", "/dashboard", true)]
    [InlineData("/dashboard(.*)", "/dashboard/a/b", true)]
    [InlineData("/dashboard(.*)", "/dashboards", false)]
    [InlineData("/dashboard(.*)", "//dashboard", true)]
    [InlineData("/dashboard(.*)", "/%64ashboard", true)]
    [InlineData("/docs/(.*)", "/docs", false)]
    [InlineData("/docs/(.*)", "/docs/a", true)]
    [InlineData("/orgs/:slug", "/orgs/acme", true)]
    [InlineData("/orgs/:slug", "/orgs", false)]
    [InlineData("/orgs/:slug/users", "/orgs/acme/users", true)]
    [InlineData("/(.*)", "/", true)]
    [InlineData("/(.*)", "/a", true)]
    [InlineData("/", "/", true)]
    [InlineData("/", "/a", false)]
    public void A_path_fits_or_not(string pattern, string path, bool fits) => Assert.Equal(fits, new PathPattern(pattern).Matches(path));

    [Fact]
    public void Named_segments_come_out_decoded() => Assert.Equal("a b", new PathPattern("/orgs/:slug(.*)").Match("/orgs/a%20b/x")!["slug"]);

    [Theory]
    [InlineData("")]
    [InlineData("dashboard")]
    [InlineData("/a/*")]
    [InlineData("/a/(b|c)")]
    public void What_is_no_pattern_is_refused(string pattern) => Assert.Throws<ArgumentException>(() => new PathPattern(pattern));
}
