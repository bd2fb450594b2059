using System.Net;

namespace Foyer.Server.GeoIp;

/// <summary>Where an address is, as far as a file the operator supplies says.</summary>
/// <param name="CountryCode">ISO 3166-1, two letters.</param>
/// <param name="Country">Its English name.</param>
/// <param name="City">Its English name.</param>
internal sealed record Place(string? CountryCode, string? Country, string? City)
{
    /// <summary>In words, the city first; null when nothing is known.</summary>
    public string? Description => (City, Country ?? CountryCode) switch
    {
        ({ } city, { } country) => $"{city}, {country}",
        var (city, country) => city ?? country,
    };
}

/// <summary>Looks addresses up in a MaxMind DB file, when one is configured; nothing leaves this machine.</summary>
internal sealed class GeoIpFile
{
    private readonly MmdbReader? _reader;

    /// <param name="file">A file of type City or Country; null for none.</param>
    /// <exception cref="StartupException">The file cannot be read, or is no such database.</exception>
    public GeoIpFile(string? file)
    {
        if (file is null)
        {
            return;
        }

        try
        {
            _reader = new MmdbReader(File.ReadAllBytes(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StartupException($"The GeoIP file '{file}' cannot be used: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>The place of an address; null when none is known.</summary>
    public Place? Find(string? address)
    {
        if (_reader is null || !IPAddress.TryParse(address, out IPAddress? parsed) || Look(parsed) is not Dictionary<string, object?> found)
        {
            return null;
        }

        Dictionary<string, object?>? country = found.GetValueOrDefault("country") as Dictionary<string, object?>;
        return new Place(country?.GetValueOrDefault("iso_code") as string, EnglishName(country), EnglishName(found.GetValueOrDefault("city") as Dictionary<string, object?>));
    }

    private object? Look(IPAddress address)
    {
        try
        {
            return _reader!.Find(address);
        }
        catch (InvalidDataException)
        {
            // One broken record is one unknown place.
            return null;
        }
    }

    private static string? EnglishName(Dictionary<string, object?>? place) => (place?.GetValueOrDefault("names") as Dictionary<string, object?>)?.GetValueOrDefault("en") as string;
}
