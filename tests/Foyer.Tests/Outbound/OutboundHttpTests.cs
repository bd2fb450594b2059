using System.Net;
using System.Net.Sockets;
using System.Text;
using Foyer.Server;
using Foyer.Server.Outbound;
using Microsoft.Extensions.Logging.Abstractions;

namespace Foyer.Tests.Outbound;

/// <summary>What the server calls, and what it does not, against a listener of this machine.</summary>
public sealed class OutboundHttpTests
{
    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://user:word@127.0.0.1:{0}/")]
    public async Task This_machine_is_not_called(string url)
    {
        await using Listener listener = new("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("outbound_call_failed", await Refusal(Options(), string.Format(null, url, listener.Port)));
        // https and the port allowed: the address itself is what stands in the way.
        Assert.Equal("outbound_call_failed", await Refusal(Options(port: listener.Port), string.Format(null, url, listener.Port).Replace("http:", "https:", StringComparison.Ordinal)));
        Assert.Equal(0, listener.Connections);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://example.com:22/")]
    [InlineData("http://example.com/")]
    public async Task Networks_inside_and_other_schemes_and_ports_are_not_called(string url)
    {
        Assert.Equal("outbound_call_failed", await Refusal(Options(), url));
        Assert.Equal("outbound_call_failed", await Refusal(Options(local: true), url));
    }

    [Fact]
    public async Task This_machine_is_called_where_that_was_asked_for()
    {
        await using Listener listener = new("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        OutboundAnswer answer = (await Send(Options(local: true), $"http://127.0.0.1:{listener.Port}/x")).Value;
        Assert.Equal((200, "application/json", "{}"), (answer.Status, answer.MediaType, answer.Text));
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using Listener listener = new("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        OutboundAnswer answer = (await Send(Options(local: true), $"http://127.0.0.1:{listener.Port}/")).Value;
        Assert.Equal((302, false), (answer.Status, answer.IsSuccess));
        Assert.Equal(1, listener.Connections);
    }

    [Theory]
    [InlineData("Content-Length: 104857600\r\n")]
    [InlineData("")]
    public async Task An_answer_of_more_than_a_megabyte_is_none(string header)
    {
        await using Listener listener = new("HTTP/1.1 200 OK\r\n" + header + "\r\n" + new string('x', OutboundHttp.MaxBody + 1));
        Assert.Equal("outbound_call_failed", await Refusal(Options(local: true), $"http://127.0.0.1:{listener.Port}/"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx")]
    [InlineData("HTTP/1.1 200")]
    public async Task Who_does_not_answer_in_time_is_not_waited_for(string beginning)
    {
        await using Listener listener = new(beginning, stalls: true);
        FoyerServerOptions options = Options(local: true);
        options.OutboundTimeout = TimeSpan.FromMilliseconds(300);
        Assert.Equal("outbound_call_failed", await Refusal(options, $"http://127.0.0.1:{listener.Port}/"));
    }

    [Theory]
    [InlineData("not http at all\r\n\r\n")]
    [InlineData("")]
    public async Task Nonsense_is_no_answer(string answer)
    {
        await using Listener listener = new(answer);
        Assert.Equal("outbound_call_failed", await Refusal(Options(local: true), $"http://127.0.0.1:{listener.Port}/"));
    }

    private static FoyerServerOptions Options(bool local = false, int port = 443) => new() { AllowLocalCalls = local, OutboundPorts = [port] };

    private static async Task<string?> Refusal(FoyerServerOptions options, string url) => (await Send(options, url)).Fault?.Code;

    private static async Task<Outcome<OutboundAnswer>> Send(FoyerServerOptions options, string url)
    {
        using OutboundHttp http = new(options, NullLogger<OutboundHttp>.Instance);
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        return await http.Send(request, CancellationToken.None);
    }

    /// <summary>Answers every connection with the same bytes.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _tcp;
        private readonly CancellationTokenSource _over = new();
        private readonly Task _loop;
        private int _connections;

        public Listener(string answer, bool stalls = false)
        {
            // IPv4 and IPv6 alike, whichever way the address is spelled.
            _tcp = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
            _tcp.Start();
            _loop = Serve(Encoding.ASCII.GetBytes(answer), stalls);
        }

        public int Port => ((IPEndPoint)_tcp.LocalEndpoint).Port;

        public int Connections => _connections;

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            _tcp.Stop();
            await _loop;
            _over.Dispose();
        }

        private async Task Serve(byte[] answer, bool stalls)
        {
            List<Task> answers = [];
            try
            {
                while (true)
                {
                    TcpClient client = await _tcp.AcceptTcpClientAsync(_over.Token);
                    Interlocked.Increment(ref _connections);
                    answers.Add(Answer(client, answer, stalls));
                }
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or InvalidOperationException)
            {
                await Task.WhenAll(answers);
            }
        }

        private async Task Answer(TcpClient client, byte[] answer, bool stalls)
        {
            using (client)
            {
                try
                {
                    NetworkStream stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[4096], _over.Token);
                    await stream.WriteAsync(answer, _over.Token);
                    if (stalls)
                    {
                        await Task.Delay(Timeout.Infinite, _over.Token);
                    }
                }
                catch (Exception over) when (over is OperationCanceledException or IOException)
                {
                    // The caller went away, which is what some tests want.
                }
            }
        }
    }
}
