using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Foyer.Benchmarks.Load;

/// <summary>One keep-alive connection that reads no more of an answer than it must: the status and where the body ends.</summary>
internal sealed class LoadConnection(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _filled;
    private int _bodyStart;
    private int _end;

    /// <summary>The last answer, head and body, as it came.</summary>
    public string Answer => Encoding.UTF8.GetString(_buffer, 0, _end);

    /// <summary>The body of the last answer, as it came.</summary>
    public string Body => Encoding.UTF8.GetString(_buffer, _bodyStart, _end - _bodyStart);

    public static async Task<LoadConnection> Open(int port, CancellationToken ct)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return new LoadConnection(socket);
    }

    /// <summary>Sends a request and reads its answer to the end; the status.</summary>
    /// <exception cref="IOException">The server closed the connection, or its answer is larger than the buffer.</exception>
    public async ValueTask<int> Ask(byte[] request, CancellationToken ct)
    {
        await socket.SendAsync(request, SocketFlags.None, ct);
        _filled = 0;
        int headers;
        while ((headers = Received.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await Receive(ct);
        }

        _bodyStart = headers + 4;
        string head = Encoding.ASCII.GetString(_buffer, 0, headers);
        int status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (Header(head, "\r\nContent-Length: ") is { } length)
        {
            _end = _bodyStart + int.Parse(length, CultureInfo.InvariantCulture);
            while (_filled < _end)
            {
                await Receive(ct);
            }
        }
        else if (Header(head, "\r\nTransfer-Encoding: ") == "chunked")
        {
            await ReadChunks(ct);
        }
        else
        {
            _end = _bodyStart;
        }

        return status;
    }

    public void Dispose() => socket.Dispose();

    private ReadOnlySpan<byte> Received => _buffer.AsSpan(0, _filled);

    private async Task ReadChunks(CancellationToken ct)
    {
        _end = _bodyStart;
        while (true)
        {
            int line;
            while ((line = Received[_end..].IndexOf("\r\n"u8)) < 0)
            {
                await Receive(ct);
            }

            int size = int.Parse(Encoding.ASCII.GetString(_buffer, _end, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _end += line + 2 + size + 2;
            while (_filled < _end)
            {
                await Receive(ct);
            }

            if (size == 0)
            {
                return;
            }
        }
    }

    private async ValueTask Receive(CancellationToken ct)
    {
        int count = await socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None, ct);
        if (count == 0)
        {
            throw new IOException(_filled == _buffer.Length ? "the answer is too large" : "the server closed the connection");
        }

        _filled += count;
    }

    private static string? Header(string head, string name)
    {
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        int begin = at + name.Length;
        int end = head.IndexOf('\r', begin);
        return end < 0 ? head[begin..] : head[begin..end];
    }
}
