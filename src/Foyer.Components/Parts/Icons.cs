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
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such icon."),
    });
}
