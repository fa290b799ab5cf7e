# A first web server, as many have written it: 25 lines over a socket, and it shows a page in the browser.
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", 0))
server.listen()
print("http://127.0.0.1:%d/" % server.getsockname()[1], flush=True)

while True:
    connection, address = server.accept()
    request = connection.recv(1024).decode()
    first_line = request.split("\n")[0]
    path = first_line.split()[1]

    if path == "/":
        body = "<h1>Grüße</h1><a href='/about.html'>About</a>"
        response = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n"
    else:
        body = "<h1>404 Not Found</h1>"
        response = "HTTP/1.1 404 Not Found\nContent-Type: text/html; charset=utf-8\n"

    response += "Content-Length: " + str(len(body)) + "\n\n" + body
    connection.sendall(response.encode())
    connection.close()
