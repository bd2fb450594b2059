using System.Net;
using Foyer.Server.GeoIp;

namespace Foyer.Server.Tests.GeoIp;

/// <summary>Places of addresses, from a file in the MaxMind DB format.</summary>
public sealed class GeoIpTests
{
    public static TheoryData<string> Both => Databases.Both;

    [Theory]
    [InlineData(24, 4)]
    [InlineData(24, 6)]
    [InlineData(28, 6)]
    [InlineData(32, 6)]
    public void An_address_has_the_place_of_the_smallest_network_that_holds_it(int recordBits, int ipVersion)
    {
        MmdbFile file = new MmdbFile(recordBits, ipVersion).Add("203.0.113.0/24", "GR", "Greece", "Athens").Add("198.51.100.64/26", "DE", "Germany", null);
        if (ipVersion == 6)
        {
            file.Add("2001:db8:1::/48", "FR", "France", "A city whose name is longer than twenty-nine bytes: Châteauneuf");
        }

        GeoIpFile places = Open(file.ToArray());

        Assert.Equal(new Place("GR", "Greece", "Athens"), places.Find("203.0.113.200"));
        Assert.Equal(new Place("GR", "Greece", "Athens"), places.Find("::ffff:203.0.113.1"));
        Assert.Equal(new Place("DE", "Germany", null), places.Find("198.51.100.100"));
        Assert.Null(places.Find("198.51.100.1"));
        Assert.Null(places.Find("127.0.0.1"));
        Assert.Null(places.Find("nonsense"));
        Assert.Null(places.Find(null));
        Assert.Equal(ipVersion == 6 ? "Châteauneuf" : null, places.Find("2001:db8:1:ffff::1")?.City?.Split(' ')[^1]);
        Assert.Null(places.Find("2001:db8:2::1"));
        Assert.Null(new GeoIpFile(null).Find("203.0.113.200"));
    }

    [Fact]
    public void A_file_that_is_cut_or_altered_anywhere_is_refused_or_knows_less()
    {
        byte[] whole = new MmdbFile(28, 6).Add("203.0.113.0/24", "GR", "Greece", "Athens").ToArray();
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte[] broken in new[] { whole[..at], [.. whole[..at], (byte)~whole[at], .. whole[(at + 1)..]], [.. whole[..at], 0xff, .. whole[(at + 1)..]] })
            {
                try
                {
                    MmdbReader reader = new(broken);
                    reader.Find(IPAddress.Parse("203.0.113.1"));
                }
                catch (InvalidDataException)
                {
                    // Said in words; anything else thrown fails the test.
                }
            }
        }

        Assert.Throws<StartupException>(() => Open("no database at all"u8.ToArray()));
        Assert.Throws<StartupException>(() => new GeoIpFile("/nowhere/places.mmdb"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Active_devices_show_where_they_are_and_forms_know_the_country(string database)
    {
        string file = Save(new MmdbFile(24, 6).Add("203.0.113.0/24", "GR", "Greece", "Athens").ToArray());
        await using TestFoyer foyer = await TestFoyer.Start(database, geoIpFile: file);
        BackendApi backend = await foyer.Backend();
        await backend.CreateUser("ada@example.com");
        Visitor visitor = await foyer.Visit();
        void FromAthens(HttpRequestMessage request)
        {
            request.Headers.Add("Clerk-Secret-Key", backend.SecretKey);
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        }

        Answer done = await visitor.Send(HttpMethod.Post, "/client/sign_ins", [("strategy", "password"), ("identifier", "ada@example.com"), ("password", "correct horse battery")], FromAthens);
        Assert.Equal("GR", Assert.Single(done.Raw.Headers.GetValues("X-Country")));
        foyer.Clock.Forward(TimeSpan.FromSeconds(1));
        await (await foyer.Visit()).SignIn("ada@example.com");

        var devices = (await visitor.Get("/me/sessions/active")).Json!.AsArray();
        Assert.Equal([null, "Athens, Greece, 203.0.113.9"], devices.Select(device => device!["latest_activity"]!["city"] is { } city
            ? $"{city}, {device["latest_activity"]!["country"]}, {device["latest_activity"]!["ip_address"]}" : null));
        File.Delete(file);
    }

    private static GeoIpFile Open(byte[] file)
    {
        string path = Save(file);
        try
        {
            return new GeoIpFile(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Save(byte[] file)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".mmdb");
        File.WriteAllBytes(path, file);
        return path;
    }
}
