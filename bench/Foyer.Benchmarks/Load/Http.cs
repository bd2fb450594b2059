using System.Globalization;
using System.Text;

namespace Foyer.Benchmarks.Load;

/// <summary>Requests as text, made once and sent many times.</summary>
internal static class Http
{
    public static string Get(string path, params string[] headers) => Request("GET", path, null, null, headers);

    public static string PostForm(string path, string form, params string[] headers) =>
        Request("POST", path, "application/x-www-form-urlencoded", form, headers);

    private static string Request(string method, string path, string? contentType, string? body, string[] headers)
    {
        StringBuilder text = new($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        foreach (string header in headers)
        {
            text.Append(header).Append("\r\n");
        }

        if (body is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        }

        return text.Append("\r\n").Append(body).ToString();
    }
}
