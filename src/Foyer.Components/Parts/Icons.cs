using Microsoft.AspNetCore.Components;

namespace Foyer.Components.Parts;

/// <summary>The drawings, inline because browsers refuse a sprite from another origin.</summary>
internal static class Icons
{
    public static MarkupString Of(string name) => new(name switch
    {
        "door" => "<path d='M5 21V9a7 7 0 0 1 14 0v12M2.5 21h19M12 21v-9'/>",
        "arrow" => "<path d='M5 12h14m-6-6 6 6-6 6'/>",
        "eye" => "<path d='M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z'/><circle cx='12' cy='12' r='2.75'/>",
        "alert" => "<circle cx='12' cy='12' r='9'/><path d='M12 7.5V13m0 3.4v.1'/>",
        "pencil" => "<path d='m4 20 .9-3.9L16.2 4.8a1.7 1.7 0 0 1 2.4 0l.6.6a1.7 1.7 0 0 1 0 2.4L7.9 19.1Z'/>",
        "lock" => "<rect x='4.5' y='10.5' width='15' height='10' rx='2.5'/><path d='M8 10.5V7.8a4 4 0 0 1 8 0v2.7'/>",
        "mail" => "<rect x='3' y='5' width='18' height='14' rx='2.75'/><path d='m4 7.5 8 6 8-6'/>",
        "key" => "<circle cx='8' cy='15' r='4.25'/><path d='M11.2 11.8 20 3m-3.5 3.5 3 3'/>",
        "phone" => "<rect x='6.5' y='2.5' width='11' height='19' rx='2.75'/><path d='M10.5 18.25h3'/>",
        "shield" => "<path d='M12 3 4.5 6v5.5c0 4.6 3.1 8 7.5 9.5 4.4-1.5 7.5-4.9 7.5-9.5V6Z'/><path d='m8.8 12 2.3 2.3 4.2-4.4'/>",
        "link" => "<path d='M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7l-1.4 1.4M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.4-1.4'/>",
        "list" => "<rect x='4' y='4' width='16' height='16' rx='3'/><path d='M8 9h3m2 0h3M8 12.5h3m2 0h3M8 16h3m2 0h3'/>",
        "wallet" => "<path d='M4 7.500A2.5 2.5 0 0 1 6.5 5H17v3m-13-.5v9A2.5 2.5 0 0 0 6.5 19H20V8H6.500'/><path d='M16.5 13.500h.1'/>",
        "user" => "<circle cx='12' cy='8' r='4'/><path d='M4.5 20.5a7.5 7.5 0 0 1 15 0'/>",
        "plus" => "<path d='M12 5v14M5 12h14'/>",
        "laptop" => "<rect x='4' y='5' width='16' height='10.5' rx='2'/><path d='M2 19h20'/>",
        "check" => "<circle cx='12' cy='12' r='9'/><path d='m8 12.3 2.7 2.7L16 9.5'/>",
        "globe" => "<circle cx='12' cy='12' r='9'/><path d='M3 12h18M12 3c3 2.5 3.8 5.6 3.8 9S15 18.5 12 21c-3-2.5-3.8-5.6-3.8-9S9 5.5 12 3Z'/>",
        "copy" => "<rect x='8.5' y='8.5' width='12' height='12' rx='2.5'/><path d='M15.5 5.500v-.3A1.7 1.7 0 0 0 13.8 3.500H5.200a1.7 1.7 0 0 0-1.7 1.700v8.600a1.7 1.7 0 0 0 1.7 1.700h.3'/>",
        "print" => "<path d='M7 8V3.500h10V8M7 17H4.500v-7.500A1.5 1.5 0 0 1 6 8h12a1.5 1.5 0 0 1 1.5 1.500V17H17'/><path d='M7 14h10v6.500H7z'/>",
        "download" => "<path d='M12 4v11m-4.5-4.200L12 15.300l4.5-4.500M4.5 20h15'/>",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such icon."),
    });

    /// <summary>Plain shapes by which a provider is known; null where its first letter must do.</summary>
    public static MarkupString? OfProvider(string provider) => provider switch
    {
        "google" or "google_one_tap" => new(
            "<g fill='none' stroke-width='4.2'><path stroke='#ea4335' d='M5.3 7.900A7.9 7.9 0 0 1 17.6 6.4'/><path stroke='#fbbc05' d='M5.3 16.100a7.9 7.9 0 0 1 0-8.2'/>" +
            "<path stroke='#34a853' d='M17.2 17.900A7.9 7.9 0 0 1 5.3 16.1'/><path stroke='#4285f4' d='M12.2 12h7.700a7.9 7.9 0 0 1-2.7 5.9'/></g>"),
        "microsoft" => new("<path fill='#f25022' d='M2 2h9.500v9.500H2z'/><path fill='#7fba00' d='M12.5 2H22v9.500h-9.500z'/><path fill='#00a4ef' d='M2 12.500h9.500V22H2z'/><path fill='#ffb900' d='M12.5 12.500H22V22h-9.500z'/>"),
        "x" or "twitter" => new("<path fill='none' stroke='currentColor' stroke-width='2.6' d='m4 4 16 16M20 4 4 20'/>"),
        "facebook" => new("<circle cx='12' cy='12' r='11' fill='#1877f2'/><path fill='none' stroke='#fff' stroke-width='2.8' d='M15.8 6.500h-1.300a2.5 2.5 0 0 0-2.5 2.500v14M8.5 13h6.5'/>"),
        "gitlab" => new("<path fill='#e24329' d='m12 22 4.2-12.500H7.800Z'/><path fill='#fc6d26' d='M12 22 7.8 9.500H2Zm0 0 4.2-12.500H22Z'/><path fill='#fca326' d='m2 9.5-1 4.300L12 22Zm20 0 1 4.300L12 22ZM2 9.500h5.800L5 2Zm20 0h-5.800L19 2Z'/>"),
        "slack" => new("<g fill='none' stroke-width='3.6' stroke-linecap='round'><path stroke='#36c5f0' d='M9.5 4v6M4 9.500h.1'/><path stroke='#2eb67d' d='M20 9.500h-6M14.5 4v.1'/><path stroke='#ecb22e' d='M14.5 20v-6M20 14.500h-.1'/><path stroke='#e01e5a' d='M4 14.500h6M9.5 20v-.1'/></g>"),
        _ => null,
    };
}
