using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.Components.PhoneNumbers;

/// <summary>Calling codes of countries (ITU-T E.164), and numbers as people write them at home.</summary>
internal static class CallingCodes
{
    private const string Table =
        "AD376 AE971 AF93 AG1268 AI1264 AL355 AM374 AO244 AR54 AS1684 AT43 AU61 AW297 AX358 AZ994 BA387 BB1246 BD880 BE32 BF226 BG359 BH973 BI257 BJ229 BL590 BM1441 BN673 BO591 BQ599 BR55 " +
        "BS1242 BT975 BW267 BY375 BZ501 CA1 CC61 CD243 CF236 CG242 CH41 CI225 CK682 CL56 CM237 CN86 CO57 CR506 CU53 CV238 CW599 CX61 CY357 CZ420 DE49 DJ253 DK45 DM1767 DO1809 DZ213 EC593 " +
        "EE372 EG20 ER291 ES34 ET251 FI358 FJ679 FK500 FM691 FO298 FR33 GA241 GB44 GD1473 GE995 GF594 GG44 GH233 GI350 GL299 GM220 GN224 GP590 GQ240 GR30 GT502 GU1671 GW245 GY592 HK852 " +
        "HN504 HR385 HT509 HU36 ID62 IE353 IL972 IM44 IN91 IO246 IQ964 IR98 IS354 IT39 JE44 JM1876 JO962 JP81 KE254 KG996 KH855 KI686 KM269 KN1869 KP850 KR82 KW965 KY1345 KZ7 LA856 " +
        "LB961 LC1758 LI423 LK94 LR231 LS266 LT370 LU352 LV371 LY218 MA212 MC377 MD373 ME382 MF590 MG261 MH692 MK389 ML223 MM95 MN976 MO853 MP1670 MQ596 MR222 MS1664 MT356 MU230 MV960 MW265 " +
        "MX52 MY60 MZ258 NA264 NC687 NE227 NF672 NG234 NI505 NL31 NO47 NP977 NR674 NU683 NZ64 OM968 PA507 PE51 PF689 PG675 PH63 PK92 PL48 PM508 PR1787 PS970 PT351 PW680 PY595 QA974 " +
        "RE262 RO40 RS381 RU7 RW250 SA966 SB677 SC248 SD249 SE46 SG65 SH290 SI386 SJ47 SK421 SL232 SM378 SN221 SO252 SR597 SS211 ST239 SV503 SX1721 SY963 SZ268 TC1649 TD235 TG228 TH66 " +
        "TJ992 TK690 TL670 TM993 TN216 TO676 TR90 TT1868 TV688 TW886 TZ255 UA380 UG256 US1 UY598 UZ998 VA39 VC1784 VE58 VG1284 VI1340 VN84 VU678 WF681 WS685 XK383 YE967 YT262 ZA27 ZM260 ZW263";

    // A number there begins with the zero it is dialled with from abroad too.
    private static readonly string[] KeepZero = ["BJ", "CG", "CI", "GA", "IT", "SM", "VA"];

    // Where a language alone says enough about a country.
    private static readonly Dictionary<string, string> ByLanguage = new() { ["de"] = "DE", ["ar"] = "EG", ["fr"] = "FR", ["es"] = "ES", ["it"] = "IT", ["ja"] = "JP", ["nl"] = "NL", ["pl"] = "PL", ["pt"] = "PT", ["tr"] = "TR" };

    /// <summary>Region and code, by region.</summary>
    public static IReadOnlyList<(string Region, string Code)> All { get; } = [.. Table.Split(' ').Select(entry => (entry[..2], entry[2..]))];

    /// <summary>Where the person is likely to be at home: what a proxy says, else the region of their language.</summary>
    public static string Region(HttpRequest request)
    {
        string? told = request.Headers["X-Country"] is [{ Length: 2 } country] ? country.ToUpperInvariant() : null;
        IEnumerable<string> languages = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.ToString());
        IEnumerable<string?> candidates = [told, .. languages.Select(tag => tag.Split('-') is [_, .., { Length: 2 } region] ? region.ToUpperInvariant() : ByLanguage.GetValueOrDefault(tag.Split('-')[0]))];
        return candidates.FirstOrDefault(region => region is not null && Code(region) is not null) ?? "US";
    }

    /// <summary>The international form of a number: as it is when it begins with a plus, else as one of that region. Null when nothing was typed.</summary>
    public static string? International(string? typed, string? region)
    {
        string text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            return null;
        }

        string digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (text[0] == '+' || digits.StartsWith("00", StringComparison.Ordinal))
        {
            return "+" + (text[0] == '+' ? digits : digits[2..]);
        }

        string? code = Code(region ?? "");
        return code is null ? text : "+" + code + Domestic(digits, region!, code);
    }

    /// <summary>An identifier as the server expects it: digits alone are a phone number where nothing else could be meant.</summary>
    public static string Identifier(string typed, UserAttributes attributes, string region)
    {
        bool looksLikeNumber = typed.Count(char.IsAsciiDigit) >= 6 && typed.All(letter => char.IsAsciiDigit(letter) || " +-()./".Contains(letter, StringComparison.Ordinal));
        bool mayBeName = attributes.Username.UsedForFirstFactor && typed[0] != '+';
        return attributes.PhoneNumber.UsedForFirstFactor && looksLikeNumber && !mayBeName ? International(typed, region)! : typed;
    }

    private static string? Code(string region) => All.FirstOrDefault(entry => entry.Region == region).Code;

    private static string Domestic(string digits, string region, string code) => (code, digits) switch
    {
        (['1', ..], ['1', .. var rest]) when digits.Length == 11 => rest,
        ("7", ['8', .. var rest]) when digits.Length == 11 => rest,
        (_, ['0', .. var rest]) when !KeepZero.Contains(region) => rest,
        _ => digits,
    };

    /// <summary>Number and region of an international form, for a form that asks for both; the longest code wins.</summary>
    public static (string Region, string Number) Split(string? international, string region)
    {
        if (international is not ['+', ..])
        {
            return (region, international ?? "");
        }

        string digits = international[1..];
        if (Code(region) is { } own && digits.StartsWith(own, StringComparison.Ordinal))
        {
            return (region, digits[own.Length..]);
        }

        (string Region, string Code) match = All.Where(entry => digits.StartsWith(entry.Code, StringComparison.Ordinal)).OrderByDescending(entry => entry.Code.Length).FirstOrDefault();
        return match.Code is null ? (region, international) : (match.Region, digits[match.Code.Length..]);
    }
}
